import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import * as xdr from '@stellar/stellar-sdk/xdr'
import { parse, stringify } from 'yaml'
import { keyOf } from '../../local/network/ledger/key-of.ts'
import { lifetimeEntry, readKey } from '../../local/network/ledger/keys.ts'
import { type Network, startNetwork } from '../../local/network/network.ts'
import { makeSystem } from '../scenarios/deploy-soroban-contracts/system.ts'
import { startNetworkCommand } from '../support/network-command.ts'
import { StellarClient } from '../support/stellar-client.ts'

const root = join(import.meta.dirname, '..', '..')
const quiet = { idleClose: 3_600_000 }

/** The best of several tries is what the code takes; the others are what the machine did meanwhile. */
const best = (times: readonly number[]) => Math.min(...times)
const middle = (times: readonly number[]) => [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN

test('in a warm process, getHealth is answered within 60 ms of startNetwork()', async () => {
  const times: number[] = []
  for (let round = 0; round < 30; round += 1) {
    const begun = performance.now()
    await using network = await startNetwork(quiet)
    expect(await health(network.rpcUrl)).toBe('healthy')
    times.push(performance.now() - begun)
  }
  const warm = times.slice(5)
  console.log(
    `startNetwork() and getHealth: ${best(warm).toFixed(1)} ms at best, ${middle(warm).toFixed(1)} ms in the middle of ${warm.length}`,
  )
  expect(best(warm)).toBeLessThan(60)
})

test('the command answers within 12 times the start of an empty Node', async () => {
  const empty = join(mkdtempSync(join(tmpdir(), 'fairlead-empty-')), 'empty.mjs')
  writeFileSync(empty, '')
  const [commands, nodes]: [number[], number[]] = [[], []]
  for (let round = 0; round < 9; round += 1) {
    let begun = performance.now()
    spawnSync(process.execPath, [empty])
    nodes.push(performance.now() - begun)
    begun = performance.now()
    await using network = await startNetworkCommand()
    expect(await health(network.rpcUrl)).toBe('healthy')
    commands.push(performance.now() - begun)
  }
  const ratio = best(commands) / best(nodes)
  console.log(`the command: ${best(commands).toFixed(0)} ms, ${ratio.toFixed(1)} times an empty Node (${best(nodes).toFixed(0)} ms)`)
  expect(ratio).toBeLessThan(12)
})

test('seven contracts with constructors are deployed by the action', async () => {
  const example = parse(readFileSync(join(root, 'examples/traqora/fairlead.yml'), 'utf8')) as Record<string, unknown>
  const yml = stringify({
    system: example['system'],
    release: { directory: 'releases/${release.id}', copy: ['packages'] },
    environments: { rehearsal: { network: { name: 'local', rpc: '${env.STELLAR_RPC_URL}' } } },
    contracts: example['contracts'],
  })
  const runs: { seconds: number; ledgers: number; inNetwork: number }[] = []
  for (let round = 0; round < 3; round += 1) {
    await using network = await startNetwork(quiet)
    await using system = await makeSystem(network, { yml })
    const begun = process.cpuUsage()
    const run = await system.deploy()
    const { user, system: kernel } = process.cpuUsage(begun)
    expect(run.errors).toEqual([])
    expect(Object.keys(JSON.parse(run.outputs['contract-ids'] ?? '{}'))).toHaveLength(7)
    runs.push({ seconds: run.seconds, ledgers: Number(run.outputs['ledgers-used']), inNetwork: (user + kernel) / 1_000_000 })
  }
  const fastest = runs.reduce((one, other) => (other.seconds < one.seconds ? other : one))
  console.log(
    `seven contracts: ${fastest.seconds.toFixed(2)} s in ${fastest.ledgers} ledgers, of which the network took ${fastest.inNetwork.toFixed(2)} s of processor time`,
  )
  // The goal is 2 s on a machine of one's own.
  expect(fastest.seconds).toBeLessThan(8)
})

test('120 days pass in less than a second, with ten thousand entries to sweep', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  await client.deployed(await client.funded())
  fill(network, 10_000)
  const begun = process.cpuUsage()
  network.advanceTo(network.ledger.sequence + 120 * 17_280)
  const seconds = process.cpuUsage(begun).user / 1_000_000
  console.log(`120 days: ${seconds.toFixed(2)} s of processor time`)
  expect(seconds).toBeLessThan(1)
  expect(network.ledger.archive.size).toBe(10_002)
})

test('snapshot and revert take less than 2 ms at ten thousand entries, with changes between', async () => {
  await using network = await startNetwork(quiet)
  const client = new StellarClient(network)
  fill(network, 10_000)
  network.closeLedger()
  const [taking, going]: [number[], number[]] = [[], []]
  for (let round = 0; round < 50; round += 1) {
    let begun = performance.now()
    const snapshot = network.snapshot()
    taking.push(performance.now() - begun)
    const size = network.ledger.state.size
    await client.funded()
    expect(network.ledger.state.size).toBe(size + 1)
    begun = performance.now()
    network.revert(snapshot)
    going.push(performance.now() - begun)
    expect(network.ledger.state.size).toBe(size)
  }
  console.log(`snapshot: ${middle(taking).toFixed(3)} ms, revert: ${middle(going).toFixed(3)} ms, in the middle of ${taking.length}`)
  expect(best(taking)).toBeLessThan(2)
  expect(best(going)).toBeLessThan(2)
})

async function health(rpcUrl: string): Promise<unknown> {
  const body = '{"jsonrpc":"2.0","id":1,"method":"getHealth"}'
  const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return ((await answer.json()) as { result: { status: unknown } }).result.status
}

/** Contract data with lifetimes that soon end, as if contracts had stored so much. */
function fill({ ledger }: Network, entries: number): void {
  const contract = xdr.ScAddress.scAddressTypeContract(new xdr.ContractId(Buffer.alloc(32, 7)))
  const { persistent } = xdr.ContractDataDurability
  for (let index = 0; index < entries; index += 1) {
    const data = { ext: xdr.ExtensionPoint.v0(), contract, key: xdr.ScVal.scvU32(index), durability: persistent, val: xdr.ScVal.scvU32(1) }
    const entry = new xdr.LedgerEntry({
      lastModifiedLedgerSeq: 1,
      data: xdr.LedgerEntryData.contractData(new xdr.ContractDataEntry(data)),
      ext: xdr.LedgerEntryExt.v0(),
    })
    const key = readKey(keyOf(entry))
    ledger.state.set(key.text, entry.toXDR())
    ledger.state.set(key.lifetime, lifetimeEntry(key.bytes, 1_000, 1))
  }
}
