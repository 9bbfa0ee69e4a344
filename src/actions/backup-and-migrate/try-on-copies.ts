import type { Outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import { settleUndone } from '../../database/settle-undone.ts'
import { readStructure, type Structure } from '../../postgres/backup/snapshot.ts'
import type { Database } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { readCompatibilityCheck } from '../../postgres/migration/compatibility.ts'
import type { Migration } from '../../postgres/migration/migration.ts'
import { type Rehearsal, rehearse } from '../../postgres/migration/rehearsal.ts'
import { type DownProof, proveDown } from '../../postgres/way-back/down-proof.ts'
import type { Context } from './outcomes.ts'
import { refusedOutcome } from './rehearsal-outcome.ts'

interface Trying extends Omit<Context, 'after' | 'end' | 'rehearsal'> {
  readonly migration: Migration
  readonly maxLostRows: number
  /** An earlier attempt began: it was rehearsed, and is no longer what a copy of the backup would show. */
  readonly resumed: boolean
  /** Throws when the migration lock is lost. */
  readonly assertLocked: () => void
}

type Tried = { readonly refused: Outcome } | { readonly rehearsal: Rehearsal | null; readonly down: DownProof | null }

/**
 * Rehearses the migration and proves its way down, where that is asked, after it was marked as begun. What throws in it
 * has not touched the live database: when that is seen to be so the mark is taken back, and the next attempt rehearses again.
 */
export async function tryOnCopies(trying: Trying, world: World): Promise<Tried> {
  try {
    const tried = await rehearseAndProve(trying, world)
    trying.assertLocked()
    world.cancellation.throwIfRequested('migrate')
    return tried
  } catch (thrown) {
    // Whatever this comes to, what was thrown is told.
    await takeMarkBack(trying, world).catch(() => {})
    throw thrown
  }
}

/** A database without its rows, read in a session of its own. */
export async function readQuickly({ database, versionTable }: { database: Database; versionTable: string | null }): Promise<Structure> {
  await using live = await database.connect({ to: database.name, as: 'read' })
  return await readStructure(live, versionTable)
}

async function rehearseAndProve(trying: Trying, world: World): Promise<Tried> {
  const { run, database, prepared, versionTable, migration, resumed } = trying
  const { standby, hasStandby } = prepared
  const { migrate: section } = run.config.require(databaseSection)
  if (resumed || !section.rehearse) return { rehearsal: null, down: null }
  if (!hasStandby) {
    sayNotRehearsed(world)
    return { rehearsal: null, down: null }
  }
  const check = readCompatibilityCheck(run, { database, world })
  const rehearsal = await world.log.group('Rehearsal', () => rehearse(migration, { database, standby, versionTable, check }, world))
  const refused = await refusedOutcome({ ...trying, rehearsal }, () => readQuickly({ database, versionTable }), world)
  if (refused !== null) return { refused }
  if (migration.kind !== 'sql' || !('sql' in section) || !section['prove-down']) return { rehearsal, down: null }
  const down = await world.log.group('Down migrations', () => proveDown(migration, { database, standby }, world))
  world.log.line(down.proved ? 'the down migrations are proved to lead back' : `not proved: ${down.reason}`)
  return { rehearsal, down }
}

async function takeMarkBack(trying: Trying, world: World): Promise<void> {
  const { prepared, before, resumed, assertLocked } = trying
  if (resumed) return
  assertLocked()
  const now = await readQuickly(trying)
  if (now.schema.fingerprint === before.schema.fingerprint && now.version.digest === before.version.digest)
    await settleUndone(prepared.backup, world)
}

function sayNotRehearsed({ runner }: Pick<World, 'runner'>): void {
  const text =
    'The migration was not rehearsed: the copy for it is made of the standby database, which database.backup.restore-to: beside leaves.'
  runner.annotate('warning', text, { title: 'postgres/not-rehearsed', at: null })
}
