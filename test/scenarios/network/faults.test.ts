import { expect, test } from '@jest/globals'
import { Account, Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { codeOf, fixtureWasm, number, StellarClient } from '../../support/stellar-client.ts'

test('an answer that is lost: the client sees a broken connection, and finds the transaction applied', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  network.fault('lose-answer', { of: 'sendTransaction', nth: 1 })
  const ready = await client.prepare(key, counter.call('add', number(1)))

  await expect(client.server.sendTransaction(ready)).rejects.toThrow()
  expect((await client.server.getTransaction(hex(ready))).status).toBe('SUCCESS')
  expect(await client.read(key, counter.call('count'))).toBe(8)
})

test('a refused connection: the transaction was never there', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  network.fault('refuse', { of: 'sendTransaction' })
  const ready = await client.prepare(key, counter.call('add', number(1)))

  await expect(client.server.sendTransaction(ready)).rejects.toThrow()
  expect((await client.server.getTransaction(hex(ready))).status).toBe('NOT_FOUND')
  // The same bytes get through later.
  expect((await client.server.sendTransaction(ready)).status).toBe('PENDING')
})

test('faults strike the call they are meant for, and no other', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const { server } = client
  network.fault('503', { of: 'getHealth', nth: 2 })
  network.fault('429', { of: 'getHealth', nth: 3 })
  network.fault('truncate', { of: 'getNetwork' })
  network.fault('internal-error', { of: 'getLatestLedger', times: 2 })

  await expect(server.getHealth()).resolves.toMatchObject({ status: 'healthy' })
  await expect(server.getHealth()).rejects.toThrow('503')
  await expect(server.getHealth()).rejects.toThrow('429')
  await expect(server.getHealth()).resolves.toMatchObject({ status: 'healthy' })
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc":"2.0","id":1,"method":"getNetwork"}',
  }
  await expect(fetch(network.rpcUrl, request).then((response) => response.json())).rejects.toThrow('JSON')
  await expect(server.getLatestLedger()).rejects.toMatchObject({ code: -32603 })
  await expect(server.getLatestLedger()).rejects.toMatchObject({ code: -32603 })
  await expect(server.getLatestLedger()).resolves.toMatchObject({ protocolVersion: 27 })
  expect(network.calls.get('getHealth')).toBe(4)
})

test('TRY_AGAIN_LATER on demand leaves the transaction out, and a delay delays', async () => {
  await using network = await startNetwork()
  const client = new StellarClient(network)
  const key = await client.funded()
  const ready = await client.build(key, Operation.bumpSequence({ bumpTo: '0' }))
  ready.sign(key)
  network.fault('try-again-later', { of: 'sendTransaction' })
  network.fault('delay', { of: 'getHealth', milliseconds: 200 })

  expect((await client.server.sendTransaction(ready)).status).toBe('TRY_AGAIN_LATER')
  expect(network.transactions).toHaveLength(0)
  const begun = performance.now()
  await client.server.getHealth()
  expect(performance.now() - begun).toBeGreaterThan(190)
})

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
