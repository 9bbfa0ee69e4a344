import { execFile, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, readlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { findHAProxy } from '../../local/services/haproxy.ts'

const root = join(import.meta.dirname, '..', '..')

interface Figures {
  readonly releases: readonly { conclusion: string; rolledBack: boolean; failedRequests: number; problems: readonly string[] }[]
  readonly requests: number
  readonly failedAfterRevert: number
  readonly ledgers: number
  readonly contracts: number
  readonly rolledBack: boolean
  readonly seconds: number
  readonly memory: { readonly networkMb: number; readonly actionMb: number }
}

/** The demo as a user starts it; its last line is JSON. */
async function runDemo(...without: readonly string[]): Promise<{ figures: Figures; report: string }> {
  const report = join(await mkdtemp(join(tmpdir(), 'fairlead-demo-report-')), 'report.html')
  const flags = without.flatMap((part) => ['--without', part])
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'local', 'demo.ts'), '--json', '--report', report, ...flags], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return { figures: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Figures, report: await readFile(report, 'utf8') }
}

function expectThePromise({ figures, report }: Awaited<ReturnType<typeof runDemo>>): void {
  expect(figures.releases.map(({ conclusion, rolledBack, failedRequests }) => [conclusion, rolledBack, failedRequests === 0])).toEqual([
    ['success', false, true],
    ['success', false, true],
    ['failure', true, expect.any(Boolean)],
  ])
  expect(figures.releases[2]?.problems).toContain('traffic/soak-breached')
  expect(figures).toMatchObject({ contracts: 7, rolledBack: true, failedAfterRevert: 0 })
  expect(figures.ledgers).toBeGreaterThan(16)
  expect(figures.requests).toBeGreaterThan(1_000)
  expect(figures.memory.networkMb).toBeLessThan(300)
  expect(figures.memory.actionMb).toBeLessThan(200)
  expect(report).toMatch(/^<!doctype html>/)
  expect(report).not.toMatch(/(?:src|href)="https?:/)
  console.log(
    `demo: ${figures.seconds} s, ${figures.requests} requests, network ${figures.memory.networkMb} MB, action ${figures.memory.actionMb} MB`,
  )
}

test('three releases with the embedded balancer and without Redis', async () => {
  expectThePromise(await runDemo('haproxy', 'redis'))
}, 400_000)

const withHAProxy = (await findHAProxy()) === null ? test.skip : test
withHAProxy(
  'three releases with HAProxy and Redis, which have to be installed for this',
  async () => {
    expectThePromise(await runDemo())
  },
  400_000,
)

/** Processes that work in a folder or below it. */
async function processesBelow(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  return folders.filter((cwd) => cwd.startsWith(folder))
}

test('Ctrl-C in the middle of a release ends everything that was started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-demo-interrupt-'))
  // The services do not run as root, and have to get there.
  await chmod(folder, 0o755)
  const child = spawn(process.execPath, [join(root, 'local', 'demo.ts'), '--report', join(folder, 'report.html')], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let log = ''
  for await (const part of child.stdout) {
    log += String(part)
    // The first release serves users now, the second one is under way.
    if (log.includes('release 2')) break
  }
  expect(log).toContain('release 2')
  expect((await processesBelow(folder)).length).toBeGreaterThan(2)
  child.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(await processesBelow(folder)).toEqual([])
}, 200_000)
