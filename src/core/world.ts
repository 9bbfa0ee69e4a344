import type { Processes } from './process.ts'
import type { Runner } from './runner.ts'
import type { Secrets } from './secrets.ts'
import type { Cancellation } from './signals.ts'
import type { Write } from './write.ts'

/** All that touches the outside. A function takes only the collaborators it uses (`Pick<World, 'fetch' | 'clock'>`). */
export interface World {
  readonly clock: Clock
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly randomBytes: (count: number) => Uint8Array
  readonly fetch: typeof fetch
  readonly processes: Processes
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Absolute path of the working directory: relative paths of inputs and fairlead.yml start here. */
  readonly directory: string
  readonly runner: Runner
  readonly log: Log
  readonly secrets: Secrets
  readonly cancellation: Cancellation
  readonly write: Write
  /** The most memory this process ever held, in MB. */
  readonly peakMemoryMb: () => number
}

export interface Clock {
  now(): Date
  /** Milliseconds that never go back, for measuring. */
  elapsedMs(): number
}

/** What changed and what is awaited, a line each. Secrets are replaced by their names. */
export interface Log {
  line(text: string): void
  /** Work inside a folded group of the log, closed with its duration. */
  group<Result>(title: string, work: () => Promise<Result>): Promise<Result>
}
