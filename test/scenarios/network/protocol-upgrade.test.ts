import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { rpc, xdr } from '@stellar/stellar-sdk'
import type { ClosedLedger } from '../../../local/network/ledger/closed-ledger.ts'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

test('a vote brings protocol 28 in the middle of a run: contracts, entries and accounts live on, under the new host', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  await client.run(key, counter.call('add', number(1)))
  const before = network.transactions.at(-1)
  const closed = upgraded(network, 28)
  await client.run(key, counter.call('add', number(1)))
  const [first] = network.transactions.slice(-1)
  // Uploaded anew, a contract is parsed and kept by the host that is there.
  await client.upload(key)
  await client.run(key, counter.call('add', number(1)))
  const [second] = network.transactions.slice(-1)

  expect(network.ledger.header.ledgerVersion).toBe(28)
  expect(await client.read(key, counter.call('count'))).toBe(10)
  // Without it in the cache of the new host the call would pay for parsing the contract.
  expect(first?.use?.instructions).toBe(second?.use?.instructions)
  expect(first?.use?.instructions).not.toBe(before?.use?.instructions)
  expect(upgradesOf(closed)).toEqual([{ upgrade: 'ledgerUpgradeVersion', changed: ['configSettingLiveSorobanStateSizeWindow'] }])
})

test('all samples of the size are taken anew, since code takes another size in memory under the new host', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  await client.deployed(await client.funded())
  const { sizeWindow: samples } = network.ledger.settings
  upgraded(network, 28)
  const { sizeWindow } = network.ledger.settings

  expect(new Set(samples)).toEqual(new Set([0n]))
  expect(sizeWindow).toHaveLength(samples.length)
  expect(new Set(sizeWindow).size).toBe(1)
  expect(sizeWindow[0]).toBeGreaterThan(2_000n)
})

test('what was signed and simulated before the upgrade is judged by the rules after it', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const prepared = await client.prepare(key, counter.call('note', number(1), xdr.ScVal.scvSymbol('kept')))
  upgraded(network, 28)
  const { hash } = await client.server.sendTransaction(prepared)

  expect((await client.server.getTransaction(hash)).status).toBe(rpc.Api.GetTransactionStatus.SUCCESS)
  expect(await client.read(key, counter.call('read_note', number(1)))).toBe('kept')
})

for (const [version, why] of [
  [27, 'it is in force'],
  [26, 'there is no way back'],
  [29, 'there is no host for it'],
] as const) {
  test(`a vote for protocol ${version} changes nothing: ${why}`, async () => {
    await using network = await startNetwork({ idleClose: 3_600_000 })
    const closed = upgraded(network, version)

    expect(network.ledger.header.ledgerVersion).toBe(27)
    expect(upgradesOf(closed)).toEqual([])
  })
}

test('a network goes back over an upgrade and forth again, each time to the host of that protocol', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const instructions = async () => {
    await client.run(key, counter.call('add', number(1)))
    return network.transactions.at(-1)?.use?.instructions
  }
  const before = network.snapshot()
  const old = await instructions()
  network.revert(before)
  upgraded(network, 28)
  const after = network.snapshot()
  const fresh = await instructions()

  expect(fresh).not.toBe(old)
  for (const [snapshot, protocol, wanted] of [
    [before, 27, old],
    [after, 28, fresh],
    [before, 27, old],
  ] as const) {
    network.revert(snapshot)
    expect((await client.server.getNetwork()).protocolVersion).toBe(protocol)
    expect(await instructions()).toBe(wanted)
    expect(await client.read(key, counter.call('count'))).toBe(8)
  }
})

test('a replica that lags behind an upgrade shows and simulates the old protocol, and then nobody does', async () => {
  await using network = await startNetwork({ idleClose: 3_600_000 })
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key)
  const call = await client.build(key, counter.call('add', number(1)))
  const instructions = async () => {
    const simulation = await client.server.simulateTransaction(call)
    return rpc.Api.isSimulationSuccess(simulation) ? simulation.transactionData.build().resources.instructions : null
  }
  const old = await instructions()
  upgraded(network, 28)
  const fresh = await instructions()
  network.fault('lag', { of: 'any', ledgers: 1, times: 2 })

  expect([await instructions(), (await client.server.getNetwork()).protocolVersion]).toEqual([old, 27])
  expect([await instructions(), (await client.server.getNetwork()).protocolVersion]).toEqual([fresh, 28])
  expect(fresh).not.toBe(old)
})

test('a folder keeps a network that was upgraded, and the host of its protocol carries on with it', async () => {
  const state = mkdtempSync(join(tmpdir(), 'fairlead-upgrade-'))
  await using _folder = { [Symbol.asyncDispose]: () => rm(state, { recursive: true }) }
  await using first = await startNetwork({ state, idleClose: 3_600_000 })
  const client = new StellarClient(first)
  const key = await client.funded()
  const counter = await client.deployed(key)
  upgraded(first, 28)
  await client.run(key, counter.call('add', number(1)))
  const instructions = first.transactions.at(-1)?.use?.instructions
  await first.stop()
  await using second = await startNetwork({ state, idleClose: 3_600_000 })
  const again = new StellarClient(second)
  await again.run(key, counter.call('add', number(1)))

  expect(second.ledger.header.ledgerVersion).toBe(28)
  expect(second.transactions.at(-1)?.use?.instructions).toBe(instructions)
  expect(await again.read(key, counter.call('count'))).toBe(9)
})

for (const profile of ['testnet', 'mainnet']) {
  test(`a ${profile} network that begins at protocol 28 deploys and calls a contract`, async () => {
    await using network = await startNetwork({ protocol: 28, profile })
    const client = new StellarClient(network)
    const key = await client.funded()
    const counter = await client.deployed(key)
    await client.run(key, counter.call('add', number(5)))

    expect(await client.read(key, counter.call('count'))).toBe(12)
    expect((await client.server.getNetwork()).protocolVersion).toBe(28)
  })
}

function upgraded(network: Network, protocol: number): ClosedLedger {
  network.vote({ protocol })
  return network.closeLedger()
}

function upgradesOf({ meta }: ClosedLedger): { upgrade: string; changed: string[] }[] {
  const decoded = xdr.LedgerCloseMeta.fromXDR(meta)
  if (decoded.type !== 'v2') throw new Error('the meta is of another version')
  return decoded.v2.upgradesProcessing.map(({ upgrade, changes }) => ({
    upgrade: upgrade.type,
    changed: changes.flatMap((change) =>
      change.type === 'ledgerEntryUpdated' && change.updated.data.type === 'configSetting' ? [change.updated.data.configSetting.type] : [],
    ),
  }))
}
