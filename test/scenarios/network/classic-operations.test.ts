import { expect, test } from '@jest/globals'
import { Asset, Keypair, Operation, scValToNative, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { hex } from '../../../local/network/bytes.ts'
import { loadAccount } from '../../../local/network/ledger/account.ts'
import { extensionOf } from '../../../local/network/ledger/account-extension.ts'
import type { AppliedTransaction } from '../../../local/network/ledger/closed-ledger.ts'
import type { AccountId } from '../../../local/network/ledger/keys.ts'
import { readTransaction } from '../../../local/network/ledger/transaction.ts'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { operationCodeOf, StellarClient } from '../../support/stellar-client.ts'

test('a credit asset is trusted, paid out, moved and paid back, and its events say which of these it was', async () => {
  await using bench = await startBench()
  const [issuer, alice, bob] = [await bench.client.funded(), await bench.client.funded(), await bench.client.funded()]
  const asset = new Asset('TEST', issuer.publicKey())
  for (const holder of [alice, bob]) await bench.run(holder, [Operation.changeTrust({ asset, limit: '100' })])
  const minted = await bench.run(issuer, [pay(alice, asset, '50')])
  const moved = await bench.run(alice, [pay(bob, asset, '20')])
  const burned = await bench.run(bob, [pay(issuer, asset, '5')])

  expect([minted, moved, burned].map(told)).toEqual([
    [['mint', alice.publicKey(), `TEST:${issuer.publicKey()}`, 500_000_000n]],
    [['transfer', alice.publicKey(), bob.publicKey(), `TEST:${issuer.publicKey()}`, 200_000_000n]],
    [['burn', bob.publicKey(), `TEST:${issuer.publicKey()}`, 50_000_000n]],
  ])
})

test('payments and trust that do not work say why', async () => {
  await using bench = await startBench()
  const [issuer, alice, bob] = [await bench.client.funded(), await bench.client.funded(), await bench.client.funded()]
  const asset = new Asset('TEST', issuer.publicKey())
  const unknown = new Asset('TEST', Keypair.random().publicKey())
  await bench.run(alice, [Operation.changeTrust({ asset, limit: '100' })])
  await bench.run(issuer, [pay(alice, asset, '60')])
  const code = async (key: Keypair, operation: xdr.Operation) => operationCodeOf(resultOf(await bench.run(key, [operation])))

  // Codes of stellar-core's PaymentOpFrame and ChangeTrustOpFrame.
  expect(await code(issuer, pay(bob, asset, '1'))).toBe('paymentNoTrust')
  expect(await code(issuer, pay(alice, asset, '41'))).toBe('paymentLineFull')
  expect(await code(alice, pay(issuer, asset, '61'))).toBe('paymentUnderfunded')
  expect(await code(bob, pay(issuer, asset, '1'))).toBe('paymentSrcNoTrust')
  expect(await code(bob, pay(Keypair.random(), asset, '1'))).toBe('paymentNoDestination')
  expect(await code(bob, Operation.changeTrust({ asset: unknown, limit: '1' }))).toBe('changeTrustNoIssuer')
  expect(await code(alice, Operation.changeTrust({ asset, limit: '59' }))).toBe('changeTrustInvalidLimit')
  expect(await code(bob, Operation.changeTrust({ asset, limit: '0' }))).toBe('changeTrustInvalidLimit')
})

test('a sponsor pays the reserve of an account that has nothing, and is free of it when the account is gone', async () => {
  await using bench = await startBench()
  const sponsor = await bench.client.funded()
  const poor = Keypair.random()
  const begin = Operation.beginSponsoringFutureReserves({ sponsoredId: poor.publicKey() })
  const create = Operation.createAccount({ destination: poor.publicKey(), startingBalance: '0' })
  const end = Operation.endSponsoringFutureReserves({ source: poor.publicKey() })
  const unended = await bench.run(sponsor, [begin, create])
  const made = await bench.run(sponsor, [begin, create, end], [poor])
  const held = sponsorshipOf(bench, sponsor)
  const merged = await bench.run(sponsor, [Operation.accountMerge({ destination: sponsor.publicKey(), source: poor.publicKey() })], [poor])

  expect(resultOf(unended).result.type).toBe('txBadSponsorship')
  expect([made.succeeded, merged.succeeded]).toEqual([true, true])
  expect([held, sponsorshipOf(bench, sponsor)]).toEqual([2, 0])
})

test('an offer waits with what it sells bound; one that would trade is refused as not supported', async () => {
  await using bench = await startBench()
  const [issuer, alice, bob] = [await bench.client.funded(), await bench.client.funded(), await bench.client.funded()]
  const [asset, native] = [new Asset('TEST', issuer.publicKey()), Asset.native()]
  for (const holder of [alice, bob]) await bench.run(holder, [Operation.changeTrust({ asset })])
  await bench.run(issuer, [pay(alice, asset, '10')])
  const offered = await bench.run(alice, [Operation.manageSellOffer({ selling: asset, buying: native, amount: '8', price: '2' })])
  const paid = await bench.run(alice, [pay(bob, asset, '3')])
  const traded = await bench.run(bob, [Operation.manageSellOffer({ selling: native, buying: asset, amount: '2', price: '0.5' })])

  expect(offered.succeeded).toBe(true)
  expect(bench.network.ledger.header.idPool).toBe(1n)
  expect(operationCodeOf(resultOf(paid))).toBe('paymentUnderfunded')
  expect(operationCodeOf(resultOf(traded))).toBe('opNotSupported')
})

test('an operation that is not supported says so, and what came before it in the transaction is undone', async () => {
  await using bench = await startBench()
  const alice = await bench.client.funded()
  const bob = Keypair.random()
  const create = Operation.createAccount({ destination: bob.publicKey(), startingBalance: '10' })
  const applied = await bench.run(alice, [create, Operation.manageData({ name: 'a', value: 'b' })])
  const { result } = resultOf(applied)

  expect(result.type === 'txFailed' ? result.results.map(({ type }) => type) : result.type).toEqual(['opInner', 'opNotSupported'])
  expect(applied.reason).toBe('manageData is not supported here, or not in this way')
  await expect(bench.client.server.getAccount(bob.publicKey())).rejects.toThrow()
})

interface Bench extends AsyncDisposable {
  network: Network
  client: StellarClient
  /** Closes a ledger with one transaction, valid or not, and gives what became of it. */
  run(key: Keypair, operations: readonly xdr.Operation[], others?: readonly Keypair[]): Promise<AppliedTransaction>
}

async function startBench(): Promise<Bench> {
  const network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  return {
    network,
    client,
    async run(key, operations, others = []) {
      const transaction = await signed(client, network.passphrase, key, operations, others)
      const read = readTransaction(transaction.toEnvelope().toXDR(), network.ledger.networkId)
      const [applied] = network.ledger.close([read], network.ledger.closeTime).transactions
      if (applied === undefined) throw new Error('nothing was applied')
      return applied
    },
    [Symbol.asyncDispose]: () => network.stop(),
  }
}

async function signed(
  client: StellarClient,
  networkPassphrase: string,
  key: Keypair,
  operations: readonly xdr.Operation[],
  others: readonly Keypair[],
): Promise<Transaction> {
  const builder = new TransactionBuilder(await client.server.getAccount(key.publicKey()), { fee: '1000', networkPassphrase })
  for (const operation of operations) builder.addOperation(operation)
  const transaction = builder.setTimeout(60).build()
  transaction.sign(key, ...others)
  return transaction
}

function pay(destination: Keypair, asset: Asset, amount: string): xdr.Operation {
  return Operation.payment({ destination: destination.publicKey(), asset, amount })
}

function resultOf({ result }: AppliedTransaction): xdr.TransactionResult {
  return xdr.TransactionResult.fromXDR(result)
}

/** Topics and value of each event. */
function told({ events }: AppliedTransaction): unknown[][] {
  return events.flat().map((event) => {
    const { topics, data } = xdr.ContractEvent.fromXDR(event).body.v0
    return [...topics.map((topic) => scValToNative(topic)), scValToNative(data)]
  })
}

/** Reserves that an account pays for others. */
function sponsorshipOf({ network }: Bench, key: Keypair): number {
  const account = loadAccount(network.ledger.state, hex(key.rawPublicKey()) as AccountId)
  if (account === null) throw new Error('there is no such account')
  return extensionOf(account).numSponsoring
}
