import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { defineProblem } from './problem.ts'

/** A child that has ended. `tail` holds its last lines, both streams in order. */
export interface Finished {
  readonly exitCode: number
  readonly stdout: string
  readonly tail: readonly string[]
  readonly durationMs: number
}

export interface ChildOptions {
  /** The whole environment of the child besides `PATH`, `HOME`, `LANG`, `TZ` and `TMPDIR`: it sees no secret it was not given. */
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
  readonly timeoutMs?: number
  /** Ends the child with SIGTERM, and with SIGKILL 5 s later. */
  readonly signal?: AbortSignal
  readonly input?: string
  readonly onLine?: (line: string) => void
}

export interface Processes {
  /** Runs a program with its arguments; no shell. Resolves however it ends; problem `process/not-started` where it cannot start. */
  run(program: string, argumentsList: readonly string[], options?: ChildOptions): Promise<Finished>
  /** Runs a command line in `bash -euo pipefail`. */
  shell(command: string, options?: ChildOptions): Promise<Finished>
}

export const processNotStarted = defineProblem({
  code: 'process/not-started',
  example: { program: 'pg_dump', reason: 'ENOENT' },
  what: ({ program, reason }) => `"${program}" could not be started: ${reason}.`,
  state: 'It did nothing.',
  remedy: ({ program }) => `Install ${program} on the runner, or correct its path.`,
})

/** Lines of a child's output that are kept for error messages. */
const tailLength = 30
const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR']

/** What every child gets of the job's environment: enough to find programs, no secret. */
export function inheritedVariables(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(inherited.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])))
}

export function realProcesses(environment: Readonly<Record<string, string | undefined>>): Processes {
  const allowed = inheritedVariables(environment)
  const run: Processes['run'] = async (program, argumentsList, options = {}) => {
    const started = performance.now()
    const child = spawn(program, argumentsList, {
      env: { ...allowed, ...options.environment },
      cwd: options.directory,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    const output = collect(child, options.onLine ?? (() => {}))
    // A child that ended before it read its input is told by its exit code, not by a broken pipe.
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input)
    using _ = endInTime(child, options)
    try {
      const exitCode = await ended(child)
      return { exitCode, ...output(), durationMs: performance.now() - started }
    } catch (cause) {
      throw processNotStarted({ program, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown', cause })
    } finally {
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
  }
  // Bash takes the socket that Node makes its standard input for a login from afar, and would read the machine's bashrc.
  return { run, shell: (command, options) => run('bash', ['--norc', '-euo', 'pipefail', '-c', command], options) }
}

/** Exit code of a child that was ended by a signal or by its timeout, as `timeout(1)` gives it. */
const endedBySignal = 124
/** How long output may still come after the exit: a process left in the background may hold the pipes for ever. */
const outputAfterExitMs = 1_000
const killAfterMs = 5_000

async function ended(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('error', reject)
  child.once('close', (code) => resolve(code ?? endedBySignal))
  child.once('exit', (code) => setTimeout(() => resolve(code ?? endedBySignal), outputAfterExitMs).unref())
  return promise
}

/** Ends the child with SIGTERM when its time is over or the run was cancelled, and with SIGKILL when that does not help. */
function endInTime(child: ChildProcess, { timeoutMs, signal }: ChildOptions): Disposable {
  const end = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref()
  }
  const timer = timeoutMs === undefined ? null : setTimeout(end, timeoutMs)
  if (signal?.aborted === true) end()
  signal?.addEventListener('abort', end, { once: true })
  return {
    [Symbol.dispose]() {
      if (timer !== null) clearTimeout(timer)
      signal?.removeEventListener('abort', end)
    },
  }
}

function collect({ stdout, stderr }: ChildProcess, onLine: (line: string) => void): () => Pick<Finished, 'stdout' | 'tail'> {
  const parts: Buffer[] = []
  const tail: string[] = []
  const keep = (line: string) => {
    tail.push(line)
    if (tail.length > tailLength) tail.shift()
    onLine(line)
  }
  stdout?.on('data', (part: Buffer) => parts.push(part))
  for (const stream of [stdout, stderr]) if (stream !== null) createInterface({ input: stream }).on('line', keep)
  return () => ({ stdout: Buffer.concat(parts).toString('utf8').replace(/\n$/, ''), tail: [...tail] })
}
