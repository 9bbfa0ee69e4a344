import type { Place } from '../../core/problem.ts'
import type { MigrationTime } from './prediction.ts'

/** How a migration ended. What it did is read from the database, never from its words. */
export interface MigrationEnd {
  readonly succeeded: boolean
  /** `the command ended with 1: ERROR: ...`; empty when it succeeded. */
  readonly reason: string
  /** Whether it failed for a lock that was not to be had. */
  readonly forLock: boolean
  /** The statement that failed, where it is known. */
  readonly at: Place | null
  readonly durationMs: number
  /** Each migration that was done, without the attempts that did not get their lock; of a command the whole of it. */
  readonly times: readonly MigrationTime[]
  /** 1, and one more for each time that a lock was not to be had. */
  readonly attempts: number
  /** Who held the locks that were waited for. */
  readonly blockers: readonly string[]
  /** Sessions that did not mind lock_timeout and were stopped from outside. */
  readonly stopped: number
}

/** Where a migration is to be done: the live database, or a copy of it. */
export interface MigrationTarget {
  readonly name: string
}

const firstPauseMs = 100
const longestPauseMs = 1_600

/** How long to leave the table to others before the next attempt, counted from 1. */
export function pauseBeforeRetry(attempt: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1))
}

/** autovacuum gives way to one who waits longer than deadlock_timeout, a second by default. */
export const beyondAutovacuumMs = 1_500
