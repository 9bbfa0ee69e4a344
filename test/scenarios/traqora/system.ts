import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../../local/services/ports.ts'

const repository = resolve(import.meta.dirname, '../../..')
const node = join(repository, 'node_modules/.bin/node')
const path = `${join(repository, 'node_modules/.bin')}:${process.env['PATH']}`

export interface Checkout extends AsyncDisposable {
  folder: string
  /** Lays an upgrade over it, as its commit would. */
  upgrade(name: 'second' | 'third'): Promise<void>
  /** Runs an npm command in it, with no network to install from. */
  npm(args: string[], env?: Record<string, string>): Promise<string>
}

/** A copy of the example whose node_modules is a link, as the demo makes it. */
export async function checkOut(): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'traqora-'))
  const example = join(repository, 'examples/traqora')
  await cp(example, folder, { recursive: true, filter: (source) => !source.includes('/target') })
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    upgrade: (name) => cp(join(example, 'upgrades', name), folder, { recursive: true }),
    async npm(args, env = {}) {
      const { stdout } = await promisify(execFile)('npm', args, { cwd: folder, env: { PATH: path, npm_config_offline: 'true', ...env } })
      return stdout
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface Service extends AsyncDisposable {
  url: string
  /** Milliseconds from its start to its first answer. */
  startMs: number
  /** What it wrote so far. */
  output(): string
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

export interface ServiceOptions {
  folder: string
  env: Record<string, string>
  /** A path that answers as soon as the service listens. */
  readyAt: string
  command?: [string, ...string[]]
}

/** Starts `src/server.ts` of a package, or a command in its folder, on a free port and waits until it answers. */
export async function startService({ folder, env, readyAt, command = [node, 'src/server.ts'] }: ServiceOptions): Promise<Service> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = performance.now()
  const [program, ...args] = command
  const child = spawn(program, args, { cwd: folder, env: { PATH: path, PORT: String(port), ...env } })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)))
  await untilItAnswers(`${url}${readyAt}`, child, output)
  const startMs = performance.now() - started
  return {
    url,
    startMs,
    output: () => output.join(''),
    stop: () => stop(child),
    [Symbol.asyncDispose]: async () => void (await stop(child)),
  }
}

async function untilItAnswers(url: string, child: ChildProcess, output: string[]): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}:\n${output.join('')}`)
    const answered = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await sleep(20)
  }
  await stop(child)
  throw new Error(`The service did not answer at ${url}:\n${output.join('')}`)
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return child.exitCode
}
