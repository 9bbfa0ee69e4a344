import type { JsonObject } from '../../core/plan.ts'
import type { Rehearsal } from '../../postgres/rehearsal.ts'

/** What was seen on the copy, for the record and the summary. */
export function rehearsalFacts(rehearsal: Rehearsal | null): JsonObject {
  if (rehearsal === null) return { rehearsal: null }
  const { end, locks, rewritten, walBytes, slowest, compatibility } = rehearsal
  return {
    rehearsal: {
      ms: Math.round(end.durationMs),
      locks,
      rewritten,
      walBytesAtMost: walBytes,
      slowest,
      compatible: compatibility?.compatible ?? null,
    },
  }
}
