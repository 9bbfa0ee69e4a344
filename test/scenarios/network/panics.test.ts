import { expect, test } from '@jest/globals'
import { Address, Contract, Keypair, Operation, scValToNative, xdr } from '@stellar/stellar-sdk'
import type { AppliedTransaction } from '../../../local/network/ledger/closed-ledger.ts'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { chainContract } from '../../support/chain-contract.ts'
import { resourcesOf, v1Of } from '../../support/envelopes.ts'
import { fixtureWasm, number, StellarClient } from '../../support/stellar-client.ts'
import { computedResourceFee } from '../../support/validity/resource-fee.ts'

const quiet = { idleClose: 3_600_000 } as const

test('a panic of the host costs one transaction, which is charged as stellar-core charges it, and nothing else', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 1)
  await client.run(key, counter.call('add', number(1)))
  const calm = last(network)
  const before = await accountOf(client, key)
  const ready = await client.prepare(key, counter.call('add', number(1)))
  network.ledger.panicNext()
  await client.server.sendTransaction(ready)
  const [lost, after] = [last(network), await accountOf(client, key)]

  expect([codeOf(lost), lost.reason]).toEqual(['txInternalError', expect.stringContaining('asked to panic')])
  expect((await client.server.getTransaction(lost.id)).status).toBe('FAILED')
  // The base fee, and of the declared resources what is never given back.
  const kept = computedResourceFee({ ledger: network.ledger, tx: v1Of(ready).tx, soroban: resourcesOf(ready) })
  expect(lost.feeCharged).toBe(kept + 100n)
  expect(after).toEqual({ balance: before.balance - lost.feeCharged, sequence: before.sequence + 1n })
  expect(await client.read(key, counter.call('count'))).toBe(2)
  await client.run(key, counter.call('add', number(1)))
  // To the instruction: a contract that is not in the cache of the new host would be parsed, and charged for it.
  expect(last(network).use?.instructions).toBe(calm.use?.instructions)
  expect(await client.read(key, counter.call('count'))).toBe(3)
})

test('of two transactions in a ledger the one that meets the panic is lost, and the other applied', async () => {
  await using network = await startNetwork({ close: 3_600_000 })
  const client = new StellarClient(network)
  const [root, other] = [Keypair.fromSecret(network.root.secret), Keypair.random()]
  const creation = await client.build(root, Operation.createAccount({ destination: other.publicKey(), startingBalance: '1000' }))
  creation.sign(root)
  await client.server.sendTransaction(creation)
  network.closeLedger()
  await client.server.sendTransaction(await client.prepare(root, upload(fixtureWasm)))
  await client.server.sendTransaction(await client.prepare(other, upload(chainContract())))
  network.ledger.panicNext()
  const { sequence } = network.closeLedger()

  expect(network.transactions.slice(-2).map(codeOf)).toEqual(['txInternalError', 'txSuccess'])
  expect(network.closeLedger().sequence).toBe(sequence + 1)
})

test('a chain of 99 contracts is carried out, one of 100 the host refuses, and it goes on', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const ids = await chain(client, key, 100)
  await client.run(key, along(ids.slice(0, 99)))
  const { use } = last(network)
  await expect(client.prepare(key, along(ids))).rejects.toThrow('Error(Context, ExceededLimit)')
  await client.run(key, along(ids.slice(0, 99)))

  expect(codeOf(last(network))).toBe('txSuccess')
  expect(last(network).use).toEqual(use)
})

function last({ transactions }: Network): AppliedTransaction {
  const found = transactions.at(-1)
  if (found === undefined) throw new Error('nothing was applied')
  return found
}

function codeOf({ result }: AppliedTransaction): string {
  return xdr.TransactionResult.fromXDR(result).result.type
}

async function accountOf(client: StellarClient, key: Keypair): Promise<{ balance: bigint; sequence: bigint }> {
  const { balance, seqNum } = await client.server.getAccountEntry(key.publicKey())
  return { balance, sequence: seqNum }
}

function upload(wasm: Buffer): xdr.Operation {
  return Operation.uploadContractWasm({ wasm })
}

async function chain(client: StellarClient, key: Keypair, length: number): Promise<Contract[]> {
  const address = new Address(key.publicKey())
  const wasmHash = await client.upload(key, chainContract())
  const contracts: Contract[] = []
  for (let place = 0; place < length; place += 1) {
    const { returnValue } = await client.run(key, Operation.createCustomContract({ address, wasmHash, salt: Buffer.alloc(32, place) }))
    contracts.push(new Contract(scValToNative(returnValue ?? xdr.ScVal.scvVoid())))
  }
  return contracts
}

function along([first, ...rest]: readonly Contract[]): xdr.Operation {
  if (first === undefined) throw new Error('an empty chain')
  return first.call('go', xdr.ScVal.scvVec(rest.map((contract) => contract.address().toScVal())))
}
