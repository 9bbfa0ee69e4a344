import { expect, test } from '@jest/globals'
import { Account, Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { codeOf, fixtureWasm, StellarClient } from '../../support/stellar-client.ts'

test('an account has one transaction waiting: the same again is a duplicate, another one comes too early, a fee bump replaces it', async () => {
  await using network = await startNetwork({ close: 3_600_000 })
  const client = new StellarClient(network)
  const root = Keypair.fromSecret(network.root.secret)
  const account = await client.server.getAccount(root.publicKey())
  const payment = (sequenceBefore: string) => {
    const builder = new TransactionBuilder(new Account(root.publicKey(), sequenceBefore), {
      fee: '100',
      networkPassphrase: network.passphrase,
    })
    const operation = Operation.payment({ destination: root.publicKey(), asset: Asset.native(), amount: '1' })
    const transaction = builder.addOperation(operation).setTimeout(0).build()
    transaction.sign(root)
    return transaction
  }
  const [first, second] = [payment(account.sequenceNumber()), payment((BigInt(account.sequenceNumber()) + 1n).toString())]
  const bump = (baseFee: string) => {
    const transaction = TransactionBuilder.buildFeeBumpTransaction(root, baseFee, first, network.passphrase)
    transaction.sign(root)
    return transaction
  }
  const status = async (transaction: Parameters<typeof client.server.sendTransaction>[0]) =>
    (await client.server.sendTransaction(transaction)).status

  expect(await status(first)).toBe('PENDING')
  expect(await status(first)).toBe('DUPLICATE')
  expect(await status(second)).toBe('TRY_AGAIN_LATER')
  const cheap = await client.server.sendTransaction(bump('500'))
  expect([cheap.status, cheap.errorResult?.result.type]).toEqual(['ERROR', 'txInsufficientFee'])
  // A fee bump is one operation more: ten times the bid for each of two operations.
  expect(cheap.errorResult?.feeCharged).toBe(2_000n)
  expect(await status(bump('1000'))).toBe('PENDING')
  expect(await status(first)).toBe('DUPLICATE')

  network.closeLedger()
  expect(network.transactions.map(({ feeBump, succeeded, feeCharged }) => ({ feeBump, succeeded, feeCharged }))).toEqual([
    { feeBump: true, succeeded: true, feeCharged: 200n },
  ])
  // By the inner hash, too.
  expect((await client.server.getTransaction(hex(first))).status).toBe('SUCCESS')
  expect(await status(second)).toBe('PENDING')
  network.closeLedger()
  expect(network.transactions).toHaveLength(2)
})

test('a ledger takes what fits: two uploads of the largest size, not three', async () => {
  await using network = await startNetwork({ close: 3_600_000 })
  const root = Keypair.fromSecret(network.root.secret)
  const client = new StellarClient(network)
  const keys = [Keypair.random(), Keypair.random(), Keypair.random()]
  const account = await client.server.getAccount(root.publicKey())
  const builder = new TransactionBuilder(account, { fee: '1000', networkPassphrase: network.passphrase })
  for (const key of keys) builder.addOperation(Operation.createAccount({ destination: key.publicKey(), startingBalance: '1000' }))
  const creation = builder.setTimeout(0).build()
  creation.sign(root)
  await client.server.sendTransaction(creation)
  network.closeLedger()
  for (const [index, key] of keys.entries()) {
    const sent = await client.server.sendTransaction(await client.prepare(key, Operation.uploadContractWasm({ wasm: large(index) })))
    expect([sent.status, codeOf(sent.errorResult)]).toEqual(['PENDING', 'none'])
  }

  expect(network.closeLedger().transactions).toHaveLength(2)
  expect(network.closeLedger().transactions).toHaveLength(1)
  expect(network.transactions.slice(1).map(({ succeeded }) => succeeded)).toEqual([true, true, true])
})

function hex(transaction: { hash(): Uint8Array }): string {
  return Buffer.from(transaction.hash()).toString('hex')
}

// A contract that a custom section makes nearly as large as the network allows.
function large(index: number): Buffer {
  const size = 124_000
  const length = [(size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, size >> 14]
  return Buffer.concat([fixtureWasm, Buffer.from([0, ...length, 1, 'x'.charCodeAt(0)]), Buffer.alloc(size - 2, index)])
}
