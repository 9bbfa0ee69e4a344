import { expect, test } from '@jest/globals'
import { type Contract, type Keypair, Operation, rpc, SorobanDataBuilder, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { startNetwork } from '../../../local/network/network.ts'
import { number, operationCodeOf, StellarClient } from '../../support/stellar-client.ts'

/** Lifetimes of the test network, in ledgers. */
const leastPersistent = 120_960
const leastTemporary = 720

test('extending a lifetime is applied, paid for, and seen in the entries', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const instance = counter.getFootprint()
  const before = await liveUntil(client, instance)
  const hash = await extend(client, key, [instance], 200_000)

  const found = await client.server.getTransaction(hash)
  expect(found.status).toBe('SUCCESS')
  expect(before).toBe(network.ledger.sequence - 2 + leastPersistent)
  expect(await liveUntil(client, instance)).toBe(network.ledger.sequence + 200_000)
  expect(network.transactions.at(-1)?.feeCharged).toBeGreaterThan(10_000n)
})

test('a contract whose lifetime is over is refused; the simulation brings it back with the call', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const stale = await client.prepare(key, counter.call('add', number(1)), { sequence: (await sequence(client, key)) + 1n })
  network.advanceTo(network.ledger.sequence + leastPersistent + 1)
  const { hash } = await client.server.sendTransaction(stale)
  const refused = await client.server.getTransaction(hash)
  if (refused.status !== rpc.Api.GetTransactionStatus.FAILED) throw new Error(refused.status)
  expect(operationCodeOf(refused.resultXdr)).toBe('invokeHostFunctionEntryArchived')

  const simulation = await client.server.simulateTransaction(await client.build(key, counter.call('add', number(1))))
  if (!rpc.Api.isSimulationSuccess(simulation)) throw new Error('the simulation failed')
  expect(simulation.transactionData.build().ext.type).toBe('resourceExt')
  await client.run(key, counter.call('add', number(1)))
  expect(await client.read(key, counter.call('count'))).toBe(8)
  expect(await liveUntil(client, counter.getFootprint())).toBe(network.ledger.sequence + leastPersistent - 1)
})

test('an archived entry can be restored by itself', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const instance = counter.getFootprint()
  network.advanceTo(network.ledger.sequence + leastPersistent + 1)
  expect(await liveUntil(client, instance)).toBeLessThan(network.ledger.sequence)
  const hash = await footprintOperation(client, key, Operation.restoreFootprint({}), { readWrite: [instance] })

  expect((await client.server.getTransaction(hash)).status).toBe('SUCCESS')
  expect(await liveUntil(client, instance)).toBe(network.ledger.sequence + leastPersistent - 1)
})

test('what is temporary is gone when its time is over', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  await client.run(key, counter.call('draft', number(1)))
  expect(await client.read(key, counter.call('has_draft', number(1)))).toBe(true)
  network.advanceTo(network.ledger.sequence + leastTemporary + 1)

  expect(await client.read(key, counter.call('has_draft', number(1)))).toBe(false)
})

test('an extension leaves out what is not there, and succeeds', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const missing = noteKey(counter, 5)
  const hash = await extend(client, key, [counter.getFootprint(), missing], 150_000)

  expect((await client.server.getTransaction(hash)).status).toBe('SUCCESS')
  expect(await client.server.getLedgerEntries(missing)).toMatchObject({ entries: [] })
})

test('a jump over months takes no time, and ledger bounds count', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const bounded = await client
    .prepare(key, Operation.uploadContractWasm({ wasm: Buffer.from('0061736d01000000', 'hex') }), {
      maxLedger: network.ledger.sequence + 100,
    })
    .catch((error: Error) => error)
  // An empty module is no contract, which the simulation tells.
  expect(String(bounded)).toContain('Error(WasmVm, InvalidInput)')
  const begun = process.cpuUsage()
  network.advanceTo(120 * 17_280)

  // Processor time, since other tests run beside this one.
  expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000)
  expect((await client.server.getLatestLedger()).sequence).toBe(120 * 17_280)
})

async function extend(client: StellarClient, key: Keypair, keys: xdr.LedgerKey[], extendTo: number): Promise<string> {
  return await footprintOperation(client, key, Operation.extendFootprintTtl({ extendTo }), { readOnly: keys })
}

async function footprintOperation(
  client: StellarClient,
  key: Keypair,
  operation: xdr.Operation,
  { readOnly = [], readWrite = [] }: { readOnly?: xdr.LedgerKey[]; readWrite?: xdr.LedgerKey[] },
): Promise<string> {
  const built = await client.build(key, operation)
  const data = new SorobanDataBuilder().setFootprint(readOnly, readWrite).build()
  const withFootprint = TransactionBuilder.cloneFrom(built, { sorobanData: data }).build()
  const simulation = await client.server.simulateTransaction(withFootprint)
  if (!rpc.Api.isSimulationSuccess(simulation)) throw new Error('error' in simulation ? simulation.error : 'no success')
  const ready = rpc.assembleTransaction(withFootprint, simulation).build()
  ready.sign(key)
  const sent = await client.server.sendTransaction(ready)
  if (sent.status !== 'PENDING') throw new Error(JSON.stringify(sent.errorResult?.toJson()))
  return sent.hash
}

async function liveUntil(client: StellarClient, key: xdr.LedgerKey): Promise<number> {
  const { entries } = await client.server.getLedgerEntries(key)
  return entries[0]?.liveUntilLedgerSeq ?? -1
}

async function sequence(client: StellarClient, key: Keypair): Promise<bigint> {
  return BigInt((await client.server.getAccount(key.publicKey())).sequenceNumber())
}

function noteKey(counter: Contract, number: number): xdr.LedgerKey {
  const key = xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Note'), xdr.ScVal.scvU32(number)])
  const contract = counter.address().toScAddress()
  return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability: xdr.ContractDataDurability.persistent }))
}
