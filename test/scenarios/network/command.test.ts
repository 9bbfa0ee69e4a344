import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { number, StellarClient } from '../../support/stellar-client.ts'

const root = join(import.meta.dirname, '../../..')

function start(...words: string[]) {
  return spawn(process.execPath, ['local/network/command.ts', ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`the command tells in one line of JSON that it is ready, closes ledgers by the clock, and ends on ${signal}`, async () => {
    const child = start('--port', '0', '--close', '200ms', '--json')
    const ended = once(child, 'exit')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const ready = JSON.parse(line) as { rpcUrl: string; passphrase: string; protocol: number; root: { address: string } }
    const client = new StellarClient(ready)
    const first = (await client.server.getLatestLedger()).sequence
    const key = await client.funded()

    expect(ready).toMatchObject({ protocol: 27, passphrase: 'Standalone Network ; February 2017' })
    // Friendbot answers when its transaction is in a ledger, which only the clock closes.
    expect((await client.server.getLatestLedger()).sequence).toBeGreaterThan(first)
    expect((await client.server.getAccountEntry(key.publicKey())).balance).toBe(100_000_000_000n)
    child.kill(signal)
    expect(await ended).toEqual([0, null])
  })
}

test('a port that is taken is told, with what to do', async () => {
  await using network = await startNetwork()
  const child = start('--port', String(network.port))
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = await once(child, 'exit')

  expect(code).toBe(2)
  expect(Buffer.concat(chunks).toString()).toContain(`network/port-taken: Port ${network.port} is in use.`)
})

test('a deployment and fifty calls leave the process below 300 MB', async () => {
  const child = start('--port', '0', '--close', 'instant', '--json')
  const ended = once(child, 'exit')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const client = new StellarClient(JSON.parse(line) as { rpcUrl: string; passphrase: string })
  const key = await client.funded()
  const counter = await client.deployed(key, 0)
  for (let round = 0; round < 50; round += 1) await client.run(key, counter.call('add', number(1)))
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_000
  child.kill('SIGTERM')
  await ended

  expect(peak).toBeLessThan(300)
})
