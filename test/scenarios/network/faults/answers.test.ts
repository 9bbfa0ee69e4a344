import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Contract, type Keypair, Operation, rpc, type Transaction, xdr } from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../../local/network/network.ts'
import { number, operationCodeOf, StellarClient } from '../../../support/stellar-client.ts'
import { rawCall, resultOf } from './raw-call.ts'

let network: Network
let client: StellarClient
let key: Keypair
beforeEach(async () => {
  network = await startNetwork({ idleClose: 3_600_000 })
  client = new StellarClient(network)
  key = await client.funded()
})
afterEach(() => network.stop())

const call = async (method: string, params: object = {}) => resultOf(await rawCall(network.rpcUrl, method, params))
const status = async (hash: string) => (await call('getTransaction', { hash }))['status']
const send = async (transaction: Transaction) => (await client.server.sendTransaction(transaction)).status
const hashOf = (transaction: Transaction) => Buffer.from(transaction.hash()).toString('hex')

async function signed(sequence?: bigint): Promise<Transaction> {
  const ready = await client.build(key, Operation.bumpSequence({ bumpTo: '0' }), sequence === undefined ? {} : { sequence })
  ready.sign(key)
  return ready
}

test('internal-error: an error of JSON-RPC, and nothing was carried out', async () => {
  const ready = await signed()
  network.fault('internal-error', { of: 'sendTransaction' })
  await expect(client.server.sendTransaction(ready)).rejects.toMatchObject({ code: -32603 })
  expect(network.transactions).toHaveLength(0)
})

test('try-again-later: once, or in a storm; the same bytes get through afterwards', async () => {
  const ready = await signed()
  network.fault('try-again-later', { of: 'sendTransaction', times: 3 })
  for (let round = 0; round < 3; round += 1) expect(await send(ready)).toBe('TRY_AGAIN_LATER')
  expect(network.transactions).toHaveLength(0)
  expect(await send(ready)).toBe('PENDING')
})

test('forget: PENDING, and never heard of again', async () => {
  const ready = await signed()
  network.fault('forget', { of: 'sendTransaction' })
  const answer = await client.server.sendTransaction(ready)
  expect([answer.status, answer.hash]).toEqual(['PENDING', hashOf(ready)])
  network.closeLedger()
  expect([await status(answer.hash), network.transactions.length]).toEqual(['NOT_FOUND', 0])
})

test('ban: the hash is refused for ten ledgers, another transaction of the account is not', async () => {
  const [ready, other] = [await signed(), await client.build(key, Operation.bumpSequence({ bumpTo: '1' }))]
  other.sign(key)
  const begin = network.snapshot()
  network.fault('ban', { of: 'sendTransaction' })
  expect(await send(ready)).toBe('TRY_AGAIN_LATER')
  for (let ledger = 0; ledger < 9; ledger += 1) network.closeLedger()
  expect(await send(ready)).toBe('TRY_AGAIN_LATER')
  network.closeLedger()
  expect(await send(ready)).toBe('PENDING')
  network.revert(begin)
  network.fault('ban', { of: 'sendTransaction' })
  expect(await send(ready)).toBe('TRY_AGAIN_LATER')
  expect(await send(other)).toBe('PENDING')
})

test('deliver-twice: the client sees the second answer of what was applied once', async () => {
  const ready = await signed()
  network.fault('deliver-twice', { of: 'sendTransaction' })
  expect(await send(ready)).toBe('TRY_AGAIN_LATER')
  expect(network.transactions.map(({ id, succeeded }) => [id, succeeded])).toEqual([[hashOf(ready), true]])
})

test('not-found: for a while, though the transaction was applied', async () => {
  const ready = await signed()
  await send(ready)
  network.fault('not-found', { of: 'getTransaction', times: 2 })
  const { latestLedger, ...rest } = await call('getTransaction', { hash: hashOf(ready) })
  expect(rest).toMatchObject({ status: 'NOT_FOUND', txHash: hashOf(ready), ledger: 0, createdAt: '0' })
  expect([latestLedger, await status(hashOf(ready)), await status(hashOf(ready))]).toEqual([
    network.ledger.sequence,
    'NOT_FOUND',
    'SUCCESS',
  ])
})

test('unhealthy and wrong-passphrase: what the node says of itself', async () => {
  network.fault('unhealthy', { of: 'getHealth' })
  await expect(client.server.getHealth()).rejects.toMatchObject({ code: -32603, message: expect.stringContaining('too high (>30s)') })
  network.fault('wrong-passphrase', { of: 'getNetwork' })
  expect((await client.server.getNetwork()).passphrase).toBe('Public Global Stellar Network ; September 2015')
  expect((await client.server.getNetwork()).passphrase).toBe(network.passphrase)
})

test('unknown-fields and unknown-xdr: what a newer node would say', async () => {
  network.fault('unknown-fields', { of: 'getLatestLedger' })
  expect(await call('getLatestLedger')).toMatchObject({ sequence: network.ledger.sequence, fieldOfTheFuture: { version: 99 } })
  const ready = await signed()
  await send(ready)
  const hash = hashOf(ready)
  const { resultMetaXdr, resultXdr } = await call('getTransaction', { hash })
  network.fault('unknown-xdr', { of: 'getTransaction', times: 2 })
  const changed = await call('getTransaction', { hash })
  const bytes = Buffer.from(String(changed['resultMetaXdr']), 'base64')
  expect([bytes.readInt32BE(), changed['resultXdr']]).toEqual([99, resultXdr])
  expect(bytes.subarray(4)).toEqual(Buffer.from(String(resultMetaXdr), 'base64').subarray(4))
  await expect(client.server.getTransaction(hash)).rejects.toThrow()
  expect((await client.server.getTransaction(hash)).status).toBe('SUCCESS')
})

test('wrong-resources: the transaction that follows such a simulation fails for want of instructions', async () => {
  const counter = await client.deployed(key)
  network.fault('wrong-resources', { of: 'simulateTransaction' })
  const { hash } = await client.server.sendTransaction(await client.prepare(key, counter.call('add', number(1))))
  const found = await client.server.getTransaction(hash)
  if (found.status !== rpc.Api.GetTransactionStatus.FAILED) throw new Error(found.status)
  expect(operationCodeOf(found.resultXdr)).toBe('invokeHostFunctionResourceLimitExceeded')
  expect(await client.read(key, counter.call('count'))).toBe(7)
})

test('lag: every method answers as of that many ledgers before, and the present is there again afterwards', async () => {
  const counter = await client.deployed(key, 0)
  const sent = [1, 2, 3].map((step) => () => client.run(key, counter.call('add', number(step))))
  const hashes: string[] = []
  for (const one of sent) hashes.push((await one()).txHash)
  const { sequence } = network.ledger
  const present = await everything(counter, hashes)
  expect(present).toEqual({
    latest: [sequence, sequence, sequence, sequence, sequence],
    count: 6,
    found: ['SUCCESS', 'SUCCESS', 'SUCCESS'],
  })
  for (const ledgers of [0, 1, 2, 3]) {
    network.fault('lag', { of: 'any', times: 1_000, ledgers })
    const then = sequence - ledgers
    const found = hashes.map((_, index) => (index < 3 - ledgers ? 'SUCCESS' : 'NOT_FOUND'))
    expect(await everything(counter, hashes)).toEqual({ latest: [then, then, then, then, then], count: [6, 3, 1, 0][ledgers], found })
    network.heal()
  }
  expect(await everything(counter, hashes)).toEqual(present)
})

async function everything(counter: Contract, hashes: readonly string[]): Promise<object> {
  const { sequence } = await client.server.getLatestLedger()
  const { latestLedger: health } = await client.server.getHealth()
  const entries = await client.server.getLedgerEntries(counter.getFootprint())
  const simulated = await client.server.simulateTransaction(await client.build(key, counter.call('count')))
  const transactions = []
  for (const hash of hashes) transactions.push(await client.server.getTransaction(hash))
  const count = rpc.Api.isSimulationSuccess(simulated) ? simulated.result?.retval : null
  return {
    latest: [sequence, health, entries.latestLedger, simulated.latestLedger, transactions[0]?.latestLedger],
    count: count instanceof xdr.ScVal && count.type === 'scvU32' ? count.u32 : count,
    found: transactions.map(({ status: one }) => one),
  }
}

test('lag of sendTransaction: a replica judges by what it knows, and hands on what it takes', async () => {
  const first = await signed()
  await send(first)
  const next = await signed()
  network.fault('lag', { of: 'sendTransaction' })
  // The replica has not seen the first yet, so the second comes too early for it.
  const early = await client.server.sendTransaction(next)
  expect([early.status, early.errorResult?.result.type, early.latestLedger]).toEqual(['ERROR', 'txBadSeq', network.ledger.sequence - 1])
  network.closeLedger()
  network.fault('lag', { of: 'sendTransaction' })
  expect(await send(next)).toBe('PENDING')
  expect(await status(hashOf(next))).toBe('SUCCESS')
  // What the replica takes for new may be old to the others: it says PENDING, and nothing happens twice.
  network.fault('lag', { of: 'sendTransaction' })
  expect(await send(next)).toBe('PENDING')
  network.closeLedger()
  expect(network.transactions.map(({ id }) => id)).toEqual([hashOf(first), hashOf(next)])
})
