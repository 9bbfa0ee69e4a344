import type { Place } from '../core/problem.ts'

/** How a migration ended. What it did is read from the database, never from its words. */
export interface SqliteMigrationEnd {
  readonly succeeded: boolean
  /** `the command ended with 1: ...`; empty when it succeeded. */
  readonly reason: string
  /** The file that failed, where it is known. */
  readonly at: Place | null
  readonly durationMs: number
  /** 1, and one more for each time that it was run again since the file was locked by others. */
  readonly attempts: number
}
