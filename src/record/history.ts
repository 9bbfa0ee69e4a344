import type { JsonObject } from '../core/plan.ts'
import type { Entry } from './entry.ts'

/** What the record says about the past, read once. */
export interface History {
  readonly entries: readonly Entry[]
  /** Entries of one release, oldest first. */
  ofRelease(release: string): readonly Entry[]
  /**
   * What an action said last of its outputs in a release: given by an `ended`, else predicted by the plan of a `begun` or `planned`.
   * An earlier attempt does not answer for a later one that only planned, or that failed before it gave any. Empty when nothing was said.
   */
  outputsOf(action: string, release: string): JsonObject
  /** The newest accepted release other than this one: where the way back leads. Null before the first. */
  lastAccepted(besides: string): Entry | null
}

export function historyOf(entries: readonly Entry[]): History {
  const ofRelease = (release: string) => entries.filter((entry) => entry.release === release)
  return {
    entries,
    ofRelease,
    outputsOf(action, release) {
      const said = ofRelease(release)
        .filter((entry) => entry.action === action)
        .map(({ plan, outputs }) => (plan === null ? outputs : plan.predicted))
      return said.findLast((outputs) => Object.keys(outputs).length > 0) ?? {}
    },
    lastAccepted: (besides) => entries.findLast((entry) => entry.kind === 'accepted' && entry.release !== besides) ?? null,
  }
}
