import { type Outcome, outcome } from '../../core/outcome.ts'
import type { Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { versionText } from '../../database/schema-version.ts'
import { settleUndone } from '../../database/settle-undone.ts'
import type { Structure } from '../../postgres/backup/snapshot.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { rehearsalEscaped, rehearsalFailed, schemaIncompatible } from '../../postgres/migration/migration-problems.ts'
import type { Rehearsal } from '../../postgres/migration/rehearsal.ts'
import { rowsBetween } from '../../postgres/way-back/written-rows.ts'
import { untouchedText } from './differences-text.ts'
import { type Context, failedOutcome, preparedFacts, preparedOutputs } from './outcomes.ts'
import { rehearsalFacts } from './rehearsal-facts.ts'

/**
 * The outcome of a release that its rehearsal ends, or null where it may go on. The live database is looked at again: a
 * command that goes its own way to it is caught, and what it did is undone like any failed migration.
 */
export async function refusedOutcome(
  context: Omit<Context, 'after' | 'end'> & { rehearsal: Rehearsal; maxLostRows: number },
  readLive: () => Promise<Structure>,
  world: World,
): Promise<Outcome | null> {
  const { rehearsal, before, prepared, database } = context
  const live = await readLive()
  if (live.schema.fingerprint !== before.schema.fingerprint || live.version.digest !== before.version.digest) {
    const end = { ...rehearsal.end, succeeded: false, forLock: false, reason: 'its rehearsal reached the live database' }
    const undone = await failedOutcome({ ...context, end, after: live }, world)
    const escaped = rehearsalEscaped({ database: database.name })
    return undone === null ? null : { ...undone, problems: [escaped, ...undone.problems] }
  }
  const required = context.run.config.require(databaseSection).migrate.compatible?.required ?? true
  const problem = problemOf(rehearsal, { required, state: untouchedText(writtenText(before, live)) })
  if (problem === null) return null
  await settleUndone(prepared.backup, world)
  return outcome({
    verdict: 'fail',
    changed: false,
    outputs: {
      ...preparedOutputs(context),
      'schema-version-after': versionText(before.version, before.schema.fingerprint),
      ...(rehearsal.compatibility === null ? {} : { 'schema-compatible': String(rehearsal.compatibility.compatible) }),
    },
    facts: { ...preparedFacts(context), state: 'unchanged', ...rehearsalFacts(rehearsal) },
    problems: [problem],
  })
}

function problemOf({ end, compatibility }: Rehearsal, { required, state }: { required: boolean; state: string }): Problem | null {
  if (!end.succeeded) return rehearsalFailed({ reason: end.reason, state, at: end.at })
  if (compatibility === null || compatibility.compatible || !required) return null
  return schemaIncompatible({ reason: compatibility.reason, state })
}

/** `public.bookings 12`; empty: none were written. */
function writtenText({ counters: before }: Structure, { counters: now }: Structure): string {
  const { rows, tables } = rowsBetween(before, now)
  return rows === null ? 'how many cannot be counted' : tables.map(({ table, rows: count }) => `${table} ${count}`).join(', ')
}
