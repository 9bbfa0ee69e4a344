import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/** How a program ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly exitCode: number | null
  readonly signal: string | null
}

/** How long a cancelled program may take. GitHub: 7.5 s after SIGINT, 2.5 s after SIGTERM (ProcessInvoker.cs). */
export interface Grace {
  readonly interruptMs: number
  readonly terminateMs: number
}

export const githubGrace: Grace = { interruptMs: 7_500, terminateMs: 2_500 }

export interface ProgramOptions {
  readonly directory: string
  /** The whole environment of the program. */
  readonly environment: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
  /** Ends it with SIGINT, SIGTERM and SIGKILL, in GitHub's order. */
  readonly cancel: AbortSignal
  /** Ends it and all it started at once, as if the machine were lost. */
  readonly kill: AbortSignal
  readonly grace: Grace
}

/** Runs a program on pipes and gives its lines, both streams in the order they come. Its background processes may live on. */
export async function runProgram(program: string, argumentsList: readonly string[], options: ProgramOptions): Promise<Ended> {
  // Its own process group, so that a Ctrl-C on the terminal of the runner does not reach it: the runner cancels it in order.
  const child = spawn(program, argumentsList, {
    cwd: options.directory,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const lines = [child.stdout, child.stderr].map((stream) => splitLines(stream, options.onLine))
  const stopping = stopWhenAsked(child, options)
  try {
    const ended = await ending(child)
    await settle(child, lines)
    return ended
  } finally {
    stopping[Symbol.dispose]()
  }
}

function ending(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
}

/** What the program wrote is read to its end, but a background process that holds the pipe is not waited for. */
async function settle(child: ChildProcess, lines: { ended: Promise<void>; flush: () => void; lastAt: () => number }[]): Promise<void> {
  const closed = Promise.all(lines.map(({ ended }) => ended))
  const from = performance.now()
  const quiet = (async () => {
    do await pause(quietMs)
    while (
      performance.now() - Math.max(from, ...lines.map(({ lastAt }) => lastAt())) < quietMs &&
      performance.now() - from < longestDrainMs
    )
  })()
  await Promise.race([closed, quiet])
  for (const { flush } of lines) flush()
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
}

/** Time without output after which a finished program's pipes count as empty. */
const quietMs = 40
const longestDrainMs = 2_000

function splitLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void) {
  let rest = ''
  let last = 0
  let open = true
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    last = performance.now()
    if (!open) return
    const parts = (rest + chunk).split(/\r?\n/)
    rest = parts.pop() ?? ''
    for (const line of parts) onLine(line)
  })
  const flush = () => {
    open = false
    if (rest !== '') onLine(rest)
    rest = ''
  }
  const ended = new Promise<void>((resolve) => {
    stream.once('close', resolve)
    stream.once('error', () => resolve())
  })
  return { ended, flush, lastAt: () => last }
}

function stopWhenAsked(child: ChildProcess, { cancel, kill, grace }: ProgramOptions): Disposable {
  const timers: NodeJS.Timeout[] = []
  const onCancel = () => {
    child.kill('SIGINT')
    timers.push(setTimeout(() => child.kill('SIGTERM'), grace.interruptMs))
    timers.push(setTimeout(() => void killTree(child.pid), grace.interruptMs + grace.terminateMs))
  }
  const onKill = () => void killTree(child.pid)
  onAbort(cancel, onCancel)
  onAbort(kill, onKill)
  return {
    [Symbol.dispose]: () => {
      for (const timer of timers) clearTimeout(timer)
      cancel.removeEventListener('abort', onCancel)
      kill.removeEventListener('abort', onKill)
    },
  }
}

function onAbort(signal: AbortSignal, action: () => void): void {
  if (signal.aborted) action()
  else signal.addEventListener('abort', action, { once: true })
}

/** Kills a process, its group and every process below it, as the runner does at the end of its patience. */
async function killTree(root: number | undefined): Promise<void> {
  if (root === undefined) return
  const parents = await parentOfEach()
  const below = (pid: number): number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)])
  for (const pid of [-root, root, ...below(root)]) signalQuietly(pid, 'SIGKILL')
}

async function parentOfEach(): Promise<{ pid: number; parent: number }[]> {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => parentFromProc(Number(name)))
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid='])
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }))
}

/** The parent is the second field after the name in brackets (man proc_pid_stat). */
function parentFromProc(pid: number): { pid: number; parent: number }[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return [{ pid, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }]
  } catch {
    return []
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
