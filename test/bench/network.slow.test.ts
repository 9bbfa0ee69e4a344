import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { startNetwork } from '../../local/network/network.ts'
import { makeSystem } from '../scenarios/deploy-soroban-contracts/system.ts'
import { startNetworkCommand } from '../support/network-command.ts'
import { fill } from '../support/network-entries.ts'
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
  // The goal is 2 s on a machine of one's own; here others may be at work.
  expect(fastest.seconds).toBeLessThan(4)
})

test('120 days pass in less than a second, with ten thousand entries to sweep', () => {
  const told = execFileSync(process.execPath, ['test/support/network-months.ts', '10000'], { cwd: root, encoding: 'utf8' })
  const { seconds, swept } = JSON.parse(told) as { seconds: number; swept: number }
  console.log(`120 days: ${seconds.toFixed(2)} s`)
  expect(swept).toBe(10_000)
  expect(seconds).toBeLessThan(1)
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
