import { expect, test } from '@jest/globals'
import { Asset, Keypair, Operation, Transaction, xdr } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { type BuildOptions, codeOf, fixtureWasm, StellarClient } from '../../support/stellar-client.ts'

const upload = () => Operation.uploadContractWasm({ wasm: fixtureWasm })

/** Each is refused before it is applied, with the code that stellar-core's TransactionFrame gives. */
const cases: { name: string; code: string; options: (client: StellarClient, key: Keypair) => Promise<BuildOptions> }[] = [
  { name: 'a signature of another key', code: 'txBadAuth', options: async () => ({ signer: Keypair.random() }) },
  { name: 'a number that was used', code: 'txBadSeq', options: async (client, key) => ({ sequence: await sequence(client, key) }) },
  { name: 'a number too far ahead', code: 'txBadSeq', options: async (client, key) => ({ sequence: (await sequence(client, key)) + 2n }) },
  {
    name: 'another passphrase',
    code: 'txBadAuth',
    options: async () => ({ passphrase: 'Public Global Stellar Network ; September 2015' }),
  },
  { name: 'a bid below the base fee', code: 'txInsufficientFee', options: async () => ({ fee: '99' }) },
  {
    name: 'a ledger bound that is over',
    code: 'txTooLate',
    options: async (client) => ({ maxLedger: (await client.server.getLatestLedger()).sequence + 1 }),
  },
]

for (const { name, code, options } of cases) {
  test(`${name} is refused with ${code}, costs nothing and leaves no trace`, async () => {
    await using network = await startNetwork()
    const client = new StellarClient(network)
    const key = await client.funded()
    const before = (await client.server.getAccountEntry(key.publicKey())).balance
    const sent = await client.server.sendTransaction(await client.prepare(key, upload(), await options(client, key)))

    expect([sent.status, codeOf(sent.errorResult)]).toEqual(['ERROR', code])
    expect(network.transactions).toHaveLength(0)
    expect((await client.server.getAccountEntry(key.publicKey())).balance).toBe(before)
    expect((await client.server.getTransaction(sent.hash)).status).toBe('NOT_FOUND')
  })
}

test('declared resources that do not pay for themselves are refused', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const ready = await client.prepare(key, upload())
  const cheap = withResourceFee(ready, 10_000n)
  cheap.sign(key)
  const sent = await client.server.sendTransaction(cheap)

  expect([sent.status, codeOf(sent.errorResult)]).toEqual(['ERROR', 'txSorobanInvalid'])
})

test('an account that cannot pay the full fee is refused', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const [rich, poor] = [await client.funded(), Keypair.random()]
  await pay(client, rich, Operation.createAccount({ destination: poor.publicKey(), startingBalance: '1.00005' }))
  const payment = await client.build(poor, Operation.payment({ destination: rich.publicKey(), asset: Asset.native(), amount: '0.00001' }), {
    fee: '1000',
  })
  payment.sign(poor)
  const sent = await client.server.sendTransaction(payment)

  expect([sent.status, codeOf(sent.errorResult)]).toEqual(['ERROR', 'txInsufficientBalance'])
})

test('weights count: below the threshold is refused, reaching it is applied, a superfluous signature is refused', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const [account, second, third] = [await client.funded(), Keypair.random(), Keypair.random()]
  for (const signer of [second, third]) {
    await pay(client, account, Operation.setOptions({ signer: { ed25519PublicKey: signer.publicKey(), weight: 1 } }))
  }
  await pay(client, account, Operation.setOptions({ lowThreshold: 2, medThreshold: 2, highThreshold: 3 }))
  const bump = async (...signers: Keypair[]) => {
    const transaction = await client.build(account, Operation.bumpSequence({ bumpTo: '0' }))
    for (const signer of signers) transaction.sign(signer)
    const sent = await client.server.sendTransaction(transaction)
    return sent.status === 'ERROR' ? codeOf(sent.errorResult) : sent.status
  }

  expect(await bump(second)).toBe('txBadAuth')
  expect(await bump(second, third)).toBe('PENDING')
  expect(await bump(account, second)).toBe('PENDING')
  expect(await bump(account, second, third)).toBe('txBadAuthExtra')
  expect(await bump(account, second, Keypair.random())).toBe('txBadAuthExtra')
})

async function sequence(client: StellarClient, key: Keypair): Promise<bigint> {
  return BigInt((await client.server.getAccount(key.publicKey())).sequenceNumber())
}

async function pay(client: StellarClient, key: Keypair, operation: Parameters<StellarClient['build']>[1]): Promise<void> {
  const transaction = await client.build(key, operation)
  transaction.sign(key)
  const sent = await client.server.sendTransaction(transaction)
  const result = await client.server.getTransaction(sent.hash)
  if (result.status !== 'SUCCESS') throw new Error(`${sent.status} ${result.status}`)
}

function withResourceFee(ready: Transaction, fee: bigint): Transaction {
  const envelope = ready.toEnvelope()
  if (envelope.type !== 'envelopeTypeTx' || envelope.v1.tx.ext.type !== 'sorobanData') throw new Error('no resources')
  const { tx } = envelope.v1
  const data = new xdr.SorobanTransactionData({ ...envelope.v1.tx.ext.sorobanData, resourceFee: fee })
  const cheaper = new xdr.Transaction({ ...tx, ext: xdr.TransactionExt.sorobanData(data) })
  const unsigned = xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx: cheaper, signatures: [] }))
  return new Transaction(unsigned, ready.networkPassphrase)
}
