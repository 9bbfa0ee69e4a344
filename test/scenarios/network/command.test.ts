import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { spawnNetworkCommand, startNetworkCommand } from '../../support/network-command.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

test('the command tells in one line of JSON that it is ready, and closes ledgers by the clock', async () => {
  await using network = await startNetworkCommand('--close', '200ms')
  const client = new StellarClient(network)
  const first = (await client.server.getLatestLedger()).sequence
  const key = await client.funded()

  expect(network).toMatchObject({ protocol: 27, passphrase: 'Standalone Network ; February 2017', state: null })
  // Friendbot answers when its transaction is in a ledger, which only the clock closes.
  expect((await client.server.getLatestLedger()).sequence).toBeGreaterThan(first)
  expect((await client.server.getAccountEntry(key.publicKey())).balance).toBe(100_000_000_000n)
})

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('after %s the next one carries on in the same folder', async (signal) => {
  const state = mkdtempSync(join(tmpdir(), 'fairlead-state-'))
  try {
    const first = await startNetworkCommand('--close', 'instant', '--state', state)
    const key = await new StellarClient(first).funded()
    const { sequence } = await new StellarClient(first).server.getLatestLedger()
    const ended = once(first.child, 'exit')
    await first.kill(signal)
    expect(await ended).toEqual(signal === 'SIGKILL' ? [null, signal] : [0, null])

    await using second = await startNetworkCommand('--close', 'instant', '--state', state)
    expect(second.ledger).toBe(sequence)
    expect((await new StellarClient(second).server.getAccountEntry(key.publicKey())).balance).toBe(100_000_000_000n)
    const third = spawnNetworkCommand('--port', '0', '--state', state)
    expect(await ending(third)).toEqual([2, expect.stringContaining(`network/state-in-use: The state in ${state} is in use`)])
  } finally {
    rmSync(state, { recursive: true })
  }
})

test('the command runs protocol 28 when it is asked to', async () => {
  await using network = await startNetworkCommand('--close', 'instant', '--protocol', '28')
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 7)

  expect([network.protocol, await client.read(key, counter.call('count'))]).toEqual([28, 7])
})

test('a person is told where it is, how ledgers close, and where the state lies', async () => {
  const child = spawnNetworkCommand('--port', '0', '--close', 'instant')
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGTERM')
  const text = chunk.toString()
  expect(text).toMatch(/^Soroban network, protocol 27, at ledger 2, a ledger after each transaction; state in memory\n/)
  expect(text).toMatch(/RPC +http:\/\/127\.0\.0\.1:\d+\n +friendbot +http:.*\n +passphrase +Standalone.*\n +root +G\w{55}\n/)
})

test('a port that is taken is told, with what to do', async () => {
  await using network = await startNetwork()
  const child = spawnNetworkCommand('--port', String(network.port))
  expect(await ending(child)).toEqual([2, expect.stringContaining(`network/port-taken: Port ${network.port} is in use.`)])
})

test('a profile is read from a network that runs', async () => {
  await using network = await startNetwork({ profile: 'mainnet' })
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-profile-'))
  try {
    const file = join(folder, 'live.json')
    const child = spawnNetworkCommand('--refresh-profile', file, '--rpc', network.rpcUrl)
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
    expect(chunk.toString()).toMatch(
      /live\.json: settings in force at ledger 2 of "Standalone Network ; February 2017", read from its RPC, \d{4}-/,
    )
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ protocol: 27, baseFee: 100 })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a deployment and fifty calls leave the process below 300 MB', async () => {
  await using network = await startNetworkCommand('--close', 'instant')
  const client = new StellarClient(network)
  const key = await client.funded()
  const counter = await client.deployed(key, 0)
  for (let round = 0; round < 50; round += 1) await client.run(key, counter.call('add', number(1)))
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${network.child.pid}/status`, 'utf8'))?.[1]) / 1_000

  expect(peak).toBeLessThan(300)
})

async function ending(child: ReturnType<typeof spawnNetworkCommand>): Promise<[code: number, stderr: string]> {
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = (await once(child, 'exit')) as [number]
  return [code, Buffer.concat(chunks).toString()]
}
