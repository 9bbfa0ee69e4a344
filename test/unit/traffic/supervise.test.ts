import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Problem } from '../../../src/core/problem.ts'
import { realProcesses } from '../../../src/core/process.ts'
import { trafficLock } from '../../../src/traffic/lock.ts'
import { readProcesses } from '../../../src/traffic/process-table.ts'
import { findSupervised, lastWords, startSupervised, stopSupervised } from '../../../src/traffic/supervise.ts'

const world = {
  processes: realProcesses(process.env),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  clock: { now: () => new Date(), elapsedMs: () => performance.now() },
}
const release = { id: 'rehearsal-1', commit: '1'.repeat(40), directory: tmpdir() }
let folder = ''
const place = () => ({ folder, service: 'backend', color: 'green' as const })
const given = { PATH: process.env['PATH'] ?? '', RELEASE_ID: release.id, RELEASE_COLOR: 'green' }
const start = (command: string) => startSupervised(place(), { command, release, environment: given })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-supervise-'))
})
afterEach(async () => {
  await stopSupervised(place(), { graceMs: 0, world })
  await rm(folder, { recursive: true })
})

test('a child is found again with its release, and its whole group is ended', async () => {
  await start('sleep 600 & echo both run; sleep 600')
  const found = await until(async () => ((await members()) >= 2 ? findSupervised(place(), world) : null))
  expect(found?.release).toEqual(release)
  expect(await stopSupervised(place(), { graceMs: 2_000, world })).toBe(true)
  expect((await readProcesses(world)).filter(({ group }) => group === found?.pid)).toEqual([])
  expect(await findSupervised(place(), world)).toBeNull()
  expect(await stopSupervised(place(), { graceMs: 2_000, world })).toBe(false)
  expect(await lastWords(place())).toBe('both run')
})

test('what does not end within its grace is killed', async () => {
  await start("trap '' TERM; echo deaf; while true; do sleep 0.05; done")
  await until(async () => ((await lastWords(place())) === 'deaf' ? true : null))
  const began = performance.now()
  expect(await stopSupervised(place(), { graceMs: 200, world })).toBe(true)
  expect(performance.now() - began).toBeGreaterThanOrEqual(200)
  expect(await members()).toBe(0)
})

test('another process with the recycled number is never touched', async () => {
  const other = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
  try {
    await mkdir(join(folder, 'green'), { recursive: true })
    const facts = JSON.stringify(release)
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'boot')).trim()
    // The number of a living process with the start time of another one.
    const started = `${boot} S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0`
    await writeFile(join(folder, 'green', 'backend.process'), `${other.pid}\n${started}\n${facts}\n`)
    expect((await findSupervised(place(), world))?.members).toEqual([])
    expect(await stopSupervised(place(), { graceMs: 100, world })).toBe(false)
    expect(other.exitCode ?? other.signalCode).toBeNull()
  } finally {
    await end(other)
  }
})

const onLinux = process.platform === 'linux' ? test : test.skip

onLinux('children whose leader ended are still known by the environment they were given', async () => {
  await start('sleep 600 & sleep 600 & wait')
  await until(async () => ((await members()) >= 3 ? true : null))
  const leader = (await findSupervised(place(), world))?.pid ?? 0
  process.kill(leader, 'SIGKILL')
  await until(async () => ((await readProcesses(world)).some(({ pid }) => pid === leader) ? null : true))
  expect(await members()).toBe(2)
  expect(await stopSupervised(place(), { graceMs: 2_000, world })).toBe(true)
  expect((await readProcesses(world)).filter(({ group }) => group === leader)).toEqual([])
})

test('one run holds the lock; a dead holder holds nothing', async () => {
  {
    await using _ = await trafficLock({ folder, release: 'rehearsal-1' }, world)
    const refused = await trafficLock({ folder, release: 'rehearsal-2' }, world).catch((problem: Problem) => problem)
    expect((refused as Problem).code).toBe('traffic/locked')
    expect((refused as Problem).message).toContain(`rehearsal-1 (process ${process.pid})`)
  }
  await writeFile(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: 'another boot', release: 'rehearsal-0' }))
  await using _ = await trafficLock({ folder, release: 'rehearsal-2' }, world)
  expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ release: 'rehearsal-2' })
})

async function members(): Promise<number> {
  return (await findSupervised(place(), world))?.members.length ?? 0
}

async function until<Found>(look: () => Promise<Found | null>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== null) return found
    await world.sleep(20)
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
