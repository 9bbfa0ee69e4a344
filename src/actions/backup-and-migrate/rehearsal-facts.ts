import type { Json, JsonObject } from '../../core/plan.ts'
import type { MigrationEnd } from '../../postgres/migration/migration-end.ts'
import { judgePredictions } from '../../postgres/migration/prediction.ts'
import type { Rehearsal } from '../../postgres/migration/rehearsal.ts'

/** A record is read whole by every later run. */
const mostStatements = 200

/** What was seen on the copy, for the record and the summary. */
export function rehearsalFacts(rehearsal: Rehearsal | null): JsonObject {
  if (rehearsal === null) return { rehearsal: null }
  const { end, locks, rewritten, walBytes, statements, compatibility } = rehearsal
  return {
    rehearsal: {
      ms: Math.round(end.durationMs),
      locks,
      rewritten,
      walBytesAtMost: walBytes,
      statements: statements.slice(0, mostStatements).map(({ ms, ...effects }) => ({ ...effects, ms: Math.round(ms) })),
      statementsLeftOut: Math.max(0, statements.length - mostStatements),
      compatible: compatibility?.compatible ?? null,
    },
  }
}

/** What the rehearsal had said of each migration, and what production took; whole milliseconds. */
export function predictionsOf(rehearsal: Rehearsal | null, end: MigrationEnd): Json {
  if (rehearsal === null) return []
  return judgePredictions(rehearsal.end.times, end.times).map(({ ms, predictedMs, ...told }) => ({
    ...told,
    predictedMs: Math.round(predictedMs),
    ms: Math.round(ms),
  }))
}
