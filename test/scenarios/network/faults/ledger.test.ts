import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Contract, type Keypair, Operation, rpc, xdr } from '@stellar/stellar-sdk'
import { protocols } from '../../../../local/network/host/provenance.ts'
import { type Network, startNetwork } from '../../../../local/network/network.ts'
import { number, operationCodeOf, StellarClient } from '../../../support/stellar-client.ts'

let network: Network
let client: StellarClient
let key: Keypair
beforeEach(async () => {
  network = await startNetwork({ idleClose: 3_600_000 })
  client = new StellarClient(network)
  key = await client.funded()
})
afterEach(() => network.stop())

async function signed(fee = '100') {
  const ready = await client.build(key, Operation.bumpSequence({ bumpTo: '0' }), { fee })
  ready.sign(key)
  return ready
}

test('fee-surge: what sufficed is refused with the fee that would do, and a higher bid gets in', async () => {
  const ready = await signed()
  network.fault('fee-surge', { of: 'sendTransaction', fee: 7_000 })
  const refused = await client.server.sendTransaction(ready)
  expect([refused.status, refused.errorResult?.result.type, refused.errorResult?.feeCharged]).toEqual([
    'ERROR',
    'txInsufficientFee',
    7_000n,
  ])
  expect((await client.server.sendTransaction(await signed('9000'))).status).toBe('PENDING')
  expect(network.transactions.map(({ feeCharged }) => feeCharged)).toEqual([7_000n])
  expect((await client.server.getFeeStats()).inclusionFee.max).toBe('7000')
  // Nothing of it is left when the network has voted back.
  network.vote({ baseFee: 100 })
  network.closeLedger()
  expect((await client.server.sendTransaction(await signed())).status).toBe('PENDING')
})

test('archive: the entry is told with a lifetime that is over, and a call that was prepared before fails', async () => {
  const counter = await client.deployed(key)
  const [late, instance] = [await client.prepare(key, counter.call('add', number(1))), counter.getFootprint()]
  network.fault('archive', { of: 'sendTransaction', key: instance.toXdr('base64') })
  const found = await client.server.getTransaction((await client.server.sendTransaction(late)).hash)
  if (found.status !== rpc.Api.GetTransactionStatus.FAILED) throw new Error(found.status)
  expect(operationCodeOf(found.resultXdr)).toBe('invokeHostFunctionEntryArchived')
  const { entries } = await client.server.getLedgerEntries(instance)
  expect(entries[0]?.liveUntilLedgerSeq).toBeLessThan(network.ledger.sequence)
  expect([entries[0]?.liveUntilLedgerSeq === 0, network.ledger.archive.size]).toEqual([false, 0])
  // A call that is prepared now brings it back.
  await client.run(key, counter.call('add', number(1)))
})

test('evict: persistent code goes to the archive and can be restored; what is temporary is gone', async () => {
  const counter = await client.deployed(key)
  await client.run(key, counter.call('draft', number(1)))
  const [instance, draft] = [counter.getFootprint(), draftKey(counter, 1)]
  expect((await client.server.getLedgerEntries(instance, draft)).entries).toHaveLength(2)
  network.fault('evict', { of: 'getLedgerEntries', key: instance.toXdr('base64') })
  network.fault('evict', { of: 'getLedgerEntries', key: draft.toXdr('base64') })
  const { entries } = await client.server.getLedgerEntries(instance, draft)
  expect(entries.map(({ liveUntilLedgerSeq }) => liveUntilLedgerSeq)).toEqual([0])
  expect(network.ledger.archive.size).toBe(1)
  await client.run(key, counter.call('add', number(1)))
  expect([network.ledger.archive.size, await client.read(key, counter.call('count'))]).toEqual([0, 8])
  expect(await client.read(key, counter.call('has_draft', number(1)))).toBe(false)
})

test('clock-skew: ahead, time bounds are over before their time; back, time in ledgers stands still', async () => {
  const ready = await signed()
  network.fault('clock-skew', { of: 'sendTransaction', seconds: 120 })
  const late = await client.server.sendTransaction(ready)
  expect([late.status, late.errorResult?.result.type]).toEqual(['ERROR', 'txTooLate'])
  network.heal()
  expect((await client.server.sendTransaction(ready)).status).toBe('PENDING')
  const { closeTime } = network.ledger
  network.fault('clock-skew', { of: 'getHealth', seconds: -3_600 })
  await client.server.getHealth()
  expect([network.closeLedger().closeTime, network.closeLedger().closeTime]).toEqual([closeTime, closeTime])
})

test('stall: what is accepted waits, for no ledger closes', async () => {
  network.fault('stall', { of: 'sendTransaction', ledgers: 1 })
  const ready = await signed()
  const { sequence } = network.ledger
  const { hash, status } = await client.server.sendTransaction(ready)
  expect([status, network.ledger.sequence, (await client.server.getTransaction(hash)).status]).toEqual(['PENDING', sequence, 'NOT_FOUND'])
  expect((await client.server.sendTransaction(ready)).status).toBe('DUPLICATE')
  network.closeLedger()
  expect((await client.server.getTransaction(hash)).status).toBe('SUCCESS')
})

test('a stall outlasts the clock: while another network goes on, no ledger closes by itself', async () => {
  await using stalled = await startNetwork({ close: 20 })
  await using witness = await startNetwork({ close: 20 })
  stalled.fault('stall', { of: 'getHealth', ledgers: 1_000_000 })
  await new rpc.Server(stalled.rpcUrl, { allowHttp: true }).getHealth()
  const { sequence } = stalled.ledger
  await closed(witness, witness.ledger.sequence + 10)
  expect(stalled.ledger.sequence).toBe(sequence)
  stalled.heal()
  await closed(stalled, sequence + 1)
})

test('empty-ledgers: ledgers close without what waits, which slips into a later one', async () => {
  network.fault('empty-ledgers', { of: 'sendTransaction', ledgers: 2 })
  const { sequence } = network.ledger
  const { hash } = await client.server.sendTransaction(await signed())
  network.closeLedger()
  expect([network.ledger.sequence, (await client.server.getTransaction(hash)).status]).toEqual([sequence + 2, 'NOT_FOUND'])
  expect(network.closeLedger().transactions.map(({ id }) => id)).toEqual([hash])
})

test('what waits too long is given up and banned, as by a real queue', async () => {
  network.fault('empty-ledgers', { of: 'sendTransaction', ledgers: 4 })
  const ready = await signed()
  await client.server.sendTransaction(ready)
  for (let ledger = 0; ledger < 4; ledger += 1) network.closeLedger()
  expect((await client.server.sendTransaction(ready)).status).toBe('TRY_AGAIN_LATER')
  expect(network.transactions).toHaveLength(0)
})

test.each(protocols.filter((protocol) => protocol >= 27))('upgrade: the network goes on at protocol %i', async (protocol) => {
  const counter = await client.deployed(key)
  network.fault('upgrade', { of: 'getNetwork', protocol })
  expect((await client.server.getNetwork()).protocolVersion).toBe(protocol)
  await client.run(key, counter.call('add', number(1)))
  expect(await client.read(key, counter.call('count'))).toBe(8)
})

test('an upgrade to a protocol that there is no host for is refused at once', () => {
  expect(() => network.fault('upgrade', { of: 'getNetwork', protocol: 99 })).toThrow(
    expect.objectContaining({ code: 'network/bad-fault', message: expect.stringContaining('there is no host of protocol 99 here') }),
  )
})

function draftKey(counter: Contract, number: number): xdr.LedgerKey {
  const name = xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Draft'), xdr.ScVal.scvU32(number)])
  const contract = counter.address().toScAddress()
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({ contract, key: name, durability: xdr.ContractDataDurability.temporary }),
  )
}

async function closed({ ledger }: Network, sequence: number): Promise<void> {
  while (ledger.sequence < sequence) await setTimeout(5)
}
