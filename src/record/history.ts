import type { JsonObject } from '../core/plan.ts'
import type { Entry } from './entry.ts'

/** What the record says about the past, read once. */
export interface History {
  readonly entries: readonly Entry[]
  /** Entries of one release, oldest first. */
  ofRelease(release: string): readonly Entry[]
  /** Outputs an action gave or predicted in a release: the newest `ended` that let it through, else the newest `planned`. Empty when neither. */
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
      const mine = ofRelease(release).filter((entry) => entry.action === action)
      const newest = mine.findLast((entry) => entry.kind === 'ended' && Object.keys(entry.outputs).length > 0)
      return newest?.outputs ?? mine.findLast((entry) => entry.kind === 'planned')?.plan?.predicted ?? {}
    },
    lastAccepted: (besides) => entries.findLast((entry) => entry.kind === 'accepted' && entry.release !== besides) ?? null,
  }
}
