import { expect, test } from '@jest/globals'
import { Keypair, Operation, rpc } from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

const quiet = { idleClose: 3_600_000 }
/** A clock that stands: the same steps give the same hashes. */
const standing = Date.now()

test('going back takes back everything a client can see, and the same steps lead to the same ledgers', async () => {
  await using network = await startNetwork({ ...quiet, now: () => standing })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const ready = await client.prepare(key, counter.call('add', number(5)))
  const begin = network.snapshot()
  const before = await seen(network)

  const sent = await client.server.sendTransaction(ready)
  const after = await seen(network)
  expect(await client.read(key, counter.call('count'))).toBe(12)
  network.revert(begin)

  expect(await seen(network)).toEqual(before)
  expect(await client.read(key, counter.call('count'))).toBe(7)
  expect((await client.server.getTransaction(sent.hash)).status).toBe('NOT_FOUND')
  // The hash is not banned either, for it was never applied.
  expect((await client.server.sendTransaction(ready)).status).toBe('PENDING')
  expect(await seen(network)).toEqual(after)
})

test('a snapshot serves any number of times, and one of a way that was left leads there again', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 0)
  const count = () => client.read(key, counter.call('count'))
  const begin = network.snapshot()
  for (let round = 1; round <= 3; round += 1) {
    await client.run(key, counter.call('add', number(round)))
    expect(await count()).toBe(round)
    network.revert(begin)
  }
  const sent = await client.run(key, counter.call('add', number(10)))
  const ten = network.snapshot()
  const atTen = await seen(network)
  network.revert(begin)
  network.advanceTo(network.ledger.sequence + 50)
  await client.run(key, counter.call('add', number(20)))
  network.revert(ten)

  expect(await seen(network)).toEqual(atTen)
  expect(await count()).toBe(10)
  expect((await client.server.getTransaction(sent.txHash)).status).toBe('SUCCESS')
  expect(network.transactions.at(-1)?.id).toBe(sent.txHash)
})

test('contracts that were uploaded since are not kept parsed any more, those swept away since are again', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const parsed = () => [...network.snapshot().ledger.contracts.keys()]
  const begin = network.snapshot()
  await client.upload(key)
  const uploaded = network.snapshot()
  expect(parsed()).toHaveLength(1)
  network.revert(begin)
  expect(parsed()).toEqual([])
  network.revert(uploaded)
  network.advanceTo(network.ledger.sequence + 200_000)
  expect(parsed()).toEqual([])
  network.revert(uploaded)
  expect(parsed()).toEqual([...uploaded.ledger.contracts.keys()])
})

test('what waits is part of a snapshot, and so is what is banned', async () => {
  await using network = await startNetwork({ close: 3_600_000 })
  const root = Keypair.fromSecret(network.root.secret)
  const client = new StellarClient(network)
  const ready = await client.build(root, Operation.bumpSequence({ bumpTo: '0' }))
  ready.sign(root)
  const empty = network.snapshot()
  await client.server.sendTransaction(ready)
  const waiting = network.snapshot()
  expect(network.closeLedger().transactions).toHaveLength(1)
  network.revert(waiting)
  expect((await client.server.sendTransaction(ready)).status).toBe('DUPLICATE')
  expect(network.closeLedger().transactions).toHaveLength(1)
  expect((await client.server.sendTransaction(ready)).status).toBe('TRY_AGAIN_LATER')
  network.revert(empty)
  expect(network.closeLedger().transactions).toHaveLength(0)
  expect((await client.server.sendTransaction(ready)).status).toBe('PENDING')
})

test('a vote changes the fee from the next ledger on, and going back takes it back', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const root = Keypair.fromSecret(network.root.secret)
  const begin = network.snapshot()
  network.vote({ baseFee: 5_000, baseReserve: 10_000_000 })
  network.closeLedger()
  const poor = await client.build(root, Operation.bumpSequence({ bumpTo: '0' }))
  poor.sign(root)
  const refused = await client.server.sendTransaction(poor)

  expect([refused.status, refused.errorResult?.result.type, refused.errorResult?.feeCharged]).toEqual([
    'ERROR',
    'txInsufficientFee',
    5_000n,
  ])
  expect(network.ledger.header.baseReserve).toBe(10_000_000)
  network.revert(begin)
  expect((await client.server.sendTransaction(poor)).status).toBe('PENDING')
})

test('a jump leaves the ledgers between out, and sweeps away what is long over', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  await client.run(key, counter.call('draft', number(1)))
  const entries = network.ledger.state.size
  const from = network.ledger.sequence
  const end = from + 200_000
  network.advanceTo(end)
  const { ledgers } = await client.server.getLedgers({ startLedger: from, pagination: { limit: 5 } })
  const instance = await client.server.getLedgerEntries(counter.getFootprint())

  expect(ledgers.map(({ sequence }) => sequence)).toEqual([from, end])
  // Code and instance are in the archive, the draft is gone; each had a lifetime.
  expect([entries - network.ledger.state.size, network.ledger.archive.size]).toEqual([6, 2])
  expect(instance.entries[0]?.liveUntilLedgerSeq).toBe(0)
  // A call brings both back.
  await client.run(key, counter.call('add', number(1)))
  expect(await client.read(key, counter.call('count'))).toBe(8)
  expect(network.ledger.archive.size).toBe(0)
})

/** What anybody can ask for without a transaction in hand. */
async function seen({ rpcUrl, ledger }: Network): Promise<unknown> {
  const server = new rpc.Server(rpcUrl, { allowHttp: true })
  const [latest, health, fees, { transactions }] = await Promise.all([
    server.getLatestLedger(),
    server.getHealth(),
    server.getFeeStats(),
    server.getTransactions({ startLedger: 2, pagination: { limit: 200 } }),
  ])
  return {
    id: latest.id,
    health,
    fees,
    hashes: transactions.map(({ txHash, status }) => [txHash, status]),
    entries: [...ledger.state].sort(),
  }
}
