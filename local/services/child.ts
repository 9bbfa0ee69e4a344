import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { folderClosed, portTaken, startFailed, stopFailed } from './problems.ts'

export interface Child extends AsyncDisposable {
  readonly service: string
  readonly pid: number
  /** How it ended: `code 1` or `signal SIGKILL`. Never rejects. */
  readonly ended: Promise<string>
  /** Its standard output, when it was asked for instead of the log. */
  readonly stdout: Readable | null
  isRunning(): boolean
  /** The last lines that it wrote into its log. */
  lastWords(): string
  signal(name: NodeJS.Signals): void
  /** Asks it to end and waits; kills it and throws `services/stop-failed` when it does not. */
  stop(options?: { signal?: NodeJS.Signals; withinMs?: number }): Promise<void>
  kill(): Promise<void>
}

export interface ChildOptions {
  /** As messages call it. */
  readonly service: string
  readonly command: string
  readonly args: readonly string[]
  /** Where it runs. */
  readonly folder: string
  /** Whether the folder goes when the parent dies without having ended the child. */
  readonly temporary?: boolean
  readonly log: string
  readonly env?: NodeJS.ProcessEnv
  readonly user?: User | null
  /** What asks it to end, also when the parent is gone. */
  readonly endSignal?: 'SIGTERM' | 'SIGINT'
  readonly stdout?: 'log' | 'pipe'
}

export interface User {
  readonly uid: number
  readonly gid: number
}

/**
 * Becomes the program, and leaves a watcher that reads the pipe to the parent (descriptor 3): a line means that all is over, its end
 * without a line that the parent died (even by SIGKILL), so the program must end too, and its temporary folder go.
 * Works in every POSIX shell.
 */
const lifeline = `
end=$1; temporary=$2; shift 2
( exec >/dev/null 2>&1
  read -r over <&3 && exit
  kill -s "$end" $$
  tries=0
  while kill -0 $$ && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -s KILL $$
  [ -z "$temporary" ] || { cd / && rm -rf -- "$temporary"; } ) &
exec 3<&-
exec "$@"`

/** Starts a program that ends with this process at the latest. It has a session of its own: Ctrl-C does not reach it, its parent decides. */
export function startChild(options: ChildOptions): Child {
  const { service, command, args, folder, temporary = false, user = null, endSignal = 'SIGTERM' } = options
  const log = openSync(options.log, 'a', 0o600)
  const child = spawn('/bin/sh', ['-c', lifeline, 'lifeline', endSignal.slice('SIG'.length), temporary ? folder : '', command, ...args], {
    cwd: folder,
    env: { ...plainEnvironment(), ...options.env },
    detached: true,
    stdio: ['ignore', options.stdout === 'pipe' ? 'pipe' : log, log, 'pipe'],
    ...(user ?? {}),
  })
  closeSync(log)
  const ended = endOf(child)
  const isRunning = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined
  const signal = (name: NodeJS.Signals) => void (isRunning() && child.kill(name))
  const kill = async () => {
    signal('SIGKILL')
    await ended
  }
  const stop = async ({ signal: asked = endSignal, withinMs = 10_000 }: { signal?: NodeJS.Signals; withinMs?: number } = {}) => {
    signal(asked)
    const giveUp = new AbortController()
    const late = sleep(withinMs, 'late', { signal: giveUp.signal }).catch(() => 'over')
    const first = await Promise.race([ended, late])
    giveUp.abort()
    if (first !== 'late') return
    await kill()
    throw stopFailed({ service, pid: child.pid ?? 0, seconds: withinMs / 1000 })
  }
  return {
    service,
    pid: child.pid ?? 0,
    ended,
    stdout: child.stdout,
    isRunning,
    lastWords: () => lastLines(options.log),
    signal,
    stop,
    kill,
    [Symbol.asyncDispose]: stop,
  }
}

/** Asks until the child answers. When it ended instead, or took too long, the problem holds its last words. */
export async function waitUntilReady(
  child: Child,
  { ports, answers, withinMs = 20_000 }: { ports: readonly number[]; answers: () => Promise<boolean>; withinMs?: number },
): Promise<void> {
  const until = performance.now() + withinMs
  while (child.isRunning() && performance.now() < until) {
    if (await answers()) return
    await sleep(15)
  }
  const late = child.isRunning()
  await child.kill()
  const output = child.lastWords()
  if (!late && /address already in use|EADDRINUSE|cannot bind socket|could not bind/i.test(output))
    throw portTaken({ service: child.service, ports })
  const ended = late ? `it did not answer within ${withinMs / 1000} s` : `it ended with ${await child.ended}`
  throw startFailed({ service: child.service, ended, output })
}

/** Runs a program to its end. Throws `services/start-failed` with its output when it fails. */
export async function runProgram({
  service,
  command,
  args,
  folder,
  user,
}: {
  service: string
  command: string
  args: readonly string[]
  folder: string
  user: User | null
}): Promise<string> {
  const options = { cwd: folder, env: plainEnvironment(), ...(user ?? {}) }
  try {
    return (await promisify(execFile)(command, args, options)).stdout
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number | string; stdout?: string; stderr?: string }
    throw startFailed({ service, ended: `${command} ended with ${code}`, output: `${stdout}${stderr}`.trim(), cause: error })
  }
}

/** Who runs the services: ourselves, or nobody when we are root (PostgreSQL refuses root, and none of them needs it). */
export function serviceUser(): User | null {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null
}

export interface Folder extends AsyncDisposable {
  readonly path: string
  /** Whether it goes at the end: at dispose, or when the process that holds it dies. */
  readonly temporary: boolean
}

/** The folder of a service, of its user alone: the given one, which stays, or a temporary one, which goes. */
export async function serviceFolder(name: string, given: string | null, user: User | null): Promise<Folder> {
  const closed = user === null ? null : await closedFolder(given === null ? tmpdir() : dirname(given), user)
  if (closed !== null) throw folderClosed({ folder: closed, uid: user?.uid ?? 0 })
  const path = given ?? (await mkdtemp(join(tmpdir(), `fairlead-${name}-`)))
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (user !== null) await chown(path, user.uid, user.gid)
  return {
    path,
    temporary: given === null,
    async [Symbol.asyncDispose]() {
      if (given === null) await rm(path, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The folder on the way to this one, or itself, that a user may not enter; null when there is none. Folders that are yet to be made are open. */
async function closedFolder(folder: string, user: User): Promise<string | null> {
  const found = await stat(folder).catch(() => null)
  if (found !== null) {
    const rights = found.uid === user.uid ? found.mode >> 6 : found.gid === user.gid ? found.mode >> 3 : found.mode
    if ((rights & 1) === 0) return folder
  }
  return folder === dirname(folder) ? null : closedFolder(dirname(folder), user)
}

/** Only what programs need: no secret and no PGHOST of the caller reaches a service. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TMPDIR } = process.env
  return { PATH, LC_ALL: 'C', TZ: 'UTC', ...(TMPDIR === undefined ? {} : { TMPDIR }) }
}

function endOf(child: ChildProcess): Promise<string> {
  const line = child.stdio[3] as Writable // not stdin, which Node closes by itself when the child ends, before a word could be written
  line.on('error', () => {}) // the watcher may be gone already
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`error ${error.message}`))
    child.once('exit', (code, signal) => {
      line.end('over\n')
      resolve(signal === null ? `code ${code}` : `signal ${signal}`)
    })
  })
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n')
  } catch {
    return ''
  }
}
