import { afterwards } from '../../core/afterwards.ts'
import type { Outcome } from '../../core/outcome.ts'
import { makeReleaseFolder } from '../../core/release-folder.ts'
import { reasonText } from '../../core/road-problems.ts'
import { neverCancelled } from '../../core/signals.ts'
import type { World } from '../../core/world.ts'
import { readMark, writeMark } from '../../database/migration-mark.ts'
import { settleUndone } from '../../database/settle-undone.ts'
import { temporaryFolder } from '../../database/temporary-folder.ts'
import { differencesBetween, type SqliteSnapshot, sameStructure } from '../../sqlite/content.ts'
import { removeDatabase } from '../../sqlite/copy.ts'
import { goBackSqlite, type SqliteWentBack } from '../../sqlite/go-back.ts'
import { type LiveFile, liveSnapshot, openLiveFile } from '../../sqlite/live-file.ts'
import { fileLock } from '../../sqlite/lock.ts'
import { readSqliteMigration, runSqliteMigration, type SqliteMigration } from '../../sqlite/migration.ts'
import type { SqliteMigrationEnd } from '../../sqlite/migration-end.ts'
import { failedPath, standbyPath } from '../../sqlite/names.ts'
import { endOrphans } from '../../sqlite/orphans.ts'
import { type PreparedFile, prepareFile } from '../../sqlite/prepare.ts'
import { migratedDamage, rehearseSqlite, type SqliteRehearsal } from '../../sqlite/rehearsal.ts'
import { retireOldFiles } from '../../sqlite/retire.ts'
import { refuseUnsettledFile } from '../../sqlite/unsettled.ts'
import { notRetired, notSettled } from './afterwards-warnings.ts'
import { asBefore } from './as-before.ts'
import type { DatabaseEngine } from './database-engine.ts'
import type { MigrationRun } from './facts.ts'
import { drillSqlite, planSqliteDrill } from './sqlite-drill.ts'
import { readSqliteFacts, type SqliteSettings, sqliteSettings } from './sqlite-facts.ts'
import { type SqliteContext, sqliteFailed, sqliteMigrated, sqliteNotRehearsed } from './sqlite-outcomes.ts'
import { planSqliteMigration } from './sqlite-planner.ts'

export const sqliteEngine: DatabaseEngine = {
  async plan(run, world) {
    if (run.inputs.mode === 'drill') return planSqliteDrill(run, world)
    return planSqliteMigration(await readSqliteFacts(run, world), { entries: run.history.entries, release: run.release.id })
  },
  async apply(plan, run, world) {
    const [first] = plan.steps
    if (first === undefined) return asBefore(run)
    if (first.id === 'drill') return drillSqlite(first, run, world)
    using live = await openLiveFile(run, world)
    using _ = await fileLock(live.file, { release: run.release.id }, world)
    await endOrphans(live.file, world)
    return await migrate({ run, live, settings: sqliteSettings(run, world), world })
  },
}

interface Migrating {
  readonly run: MigrationRun
  readonly live: LiveFile
  readonly settings: SqliteSettings
  readonly world: World
}

async function migrate(migrating: Migrating): Promise<Outcome> {
  const { run, live, settings, world } = migrating
  const { release } = run
  const { store } = settings
  await refuseUnsettledFile({ run, store, settled: run.inputs.settled, live }, world)
  const migration = await readSqliteMigration(run, live, world)
  const prepared = await prepare(migrating)
  if (release.copy.length > 0) await makeReleaseFolder(release, world)
  // What an earlier attempt put aside would pass for the work of this one.
  if ((await readMark(prepared.backup)) !== 'begun') await removeDatabase(failedPath(live.file, release.id))
  await writeMark(prepared.backup, 'begun', world)
  const before = await liveSnapshot(live, world)
  const rehearsal = settings.rehearse ? await rehearseFirst(migration, { live, prepared, world }) : null
  const context: SqliteContext = { file: live.file.name, prepared, versionTable: live.versionTable, rehearsal }
  const refused = rehearsal === null ? null : await refusedOutcome({ ...migrating, rehearsal, context, before })
  if (refused !== null) return refused
  const ran = await world.log.group('Migration', () => world.write('migrate', () => runSqliteMigration(migration, live, world)))
  const { end, after } = await lookAfter(ran, { live, prepared, world })
  if (after === null) {
    const went = await undo({ ...migrating, context, before })
    return sqliteFailed(context, { went, end, escaped: false })
  }
  const migrated = sqliteMigrated(context, { before, after, end })
  await afterwards(() => writeMark(prepared.backup, 'applied', world), world, notSettled)
  await afterwards(() => retireOldFiles({ file: live.file, store, keep: settings.keep, run }, world), world, notRetired)
  return migrated
}

/** The plain copy that a backup is made of goes before anything is rehearsed or migrated. */
async function prepare({ run: { release }, live, settings: { store, encryptTo }, world }: Migrating): Promise<PreparedFile> {
  await using temporary = await temporaryFolder(`backup ${live.file.path} ${release.id}`, world)
  return await prepareFile({ live, store, release, encryptTo, temporary, standby: standbyPath(live.file, release.id) }, world)
}

/** What a migration left, or null where it failed; one whose work is damaged or cannot be read has failed, whatever it says. */
async function lookAfter(
  end: SqliteMigrationEnd,
  { live, prepared, world }: { live: LiveFile; prepared: PreparedFile; world: World },
): Promise<{ end: SqliteMigrationEnd; after: SqliteSnapshot | null }> {
  if (!end.succeeded) return { end, after: null }
  const failed = (reason: string) => ({ end: { ...end, succeeded: false, reason }, after: null })
  try {
    const damage = await migratedDamage(live, prepared.backup.manifest, world)
    return damage === null ? { end, after: await liveSnapshot(live, world) } : failed(damage)
  } catch (thrown) {
    return failed(`it said that it succeeded, and what it left cannot be read: ${reasonText(thrown, world)}`)
  }
}

async function rehearseFirst(
  migration: SqliteMigration,
  { live, prepared, world }: { live: LiveFile; prepared: PreparedFile; world: World },
): Promise<SqliteRehearsal> {
  const { backup, standby } = prepared
  return world.log.group('Rehearsal', () => rehearseSqlite(migration, { live, standby, manifest: backup.manifest }, world))
}

/**
 * The outcome of a release that its rehearsal ends, or null where it may go on. The live file is looked at again: a command
 * that goes its own way to it is caught, and what it did is undone like any failed migration.
 */
async function refusedOutcome(
  refusing: Migrating & { rehearsal: SqliteRehearsal; context: SqliteContext; before: SqliteSnapshot },
): Promise<Outcome | null> {
  const { live, rehearsal, context, before, world } = refusing
  const now = await liveSnapshot(live, world)
  if (!sameStructure(before, now)) {
    const end: SqliteMigrationEnd = { ...rehearsal.end, succeeded: false, reason: 'its rehearsal reached the live database' }
    const went = await undo({ ...refusing })
    return sqliteFailed(context, { went, end, escaped: true })
  }
  if (rehearsal.end.succeeded) return null
  // What an earlier attempt left half done is not as before, and its migration cannot be finished.
  if (context.prepared.witness === null) {
    const went = await undo({ ...refusing })
    return sqliteFailed(context, { went, end: rehearsal.end, escaped: false })
  }
  await settleUndone(context.prepared.backup, world)
  return sqliteNotRehearsed(context, rehearsal, differencesBetween(before, now))
}

/** What a command left running is ended first: it would go on with its migration behind the back of the way back. */
async function undo({
  run,
  live,
  settings,
  world: givenWorld,
  context,
  before,
}: Migrating & { context: SqliteContext; before: SqliteSnapshot }): Promise<SqliteWentBack> {
  // A run that is asked to stop still brings the file to a known state.
  const world = { ...givenWorld, cancellation: neverCancelled() }
  const { prepared, rehearsal } = context
  const wayBack = async () => {
    await endOrphans(live.file, world)
    return await goBackSqlite(
      {
        live,
        release: run.release.id,
        standby: prepared.standby,
        manifest: prepared.backup.manifest,
        migrated: rehearsal?.after.tables ?? null,
        maxLostRows: settings.maxLostRows,
        prepared,
        before,
      },
      world,
    )
  }
  const went = await world.log
    .group('Way back', wayBack)
    .catch((thrown): SqliteWentBack => ({ state: 'held', because: `the way back failed: ${reasonText(thrown, world)}`, differences: [] }))
  world.log.line(`the database is ${went.state}`)
  return went
}
