import { afterwards } from '../../core/afterwards.ts'
import { parseDuration } from '../../core/duration.ts'
import type { Outcome } from '../../core/outcome.ts'
import { makeReleaseFolder } from '../../core/release-folder.ts'
import type { World } from '../../core/world.ts'
import { markBegun, writeMark } from '../../database/migration-mark.ts'
import { temporaryFolder } from '../../database/temporary-folder.ts'
import { prepareWayBack } from '../../postgres/backup/prepare.ts'
import { readSnapshot } from '../../postgres/backup/snapshot.ts'
import { findClientPrograms } from '../../postgres/client-programs.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { requireEntry } from '../../postgres/live-state.ts'
import { migrationLock } from '../../postgres/lock.ts'
import { clearTheWay } from '../../postgres/migration/clear-way.ts'
import { readMigration, runMigration } from '../../postgres/migration/migration.ts'
import { standbyName } from '../../postgres/names.ts'
import { endOrphans, watchOtherSessions } from '../../postgres/other-sessions.ts'
import { checkPolicy } from '../../postgres/policy/policy.ts'
import { takeProviderSnapshot } from '../../postgres/provider-snapshot/provider-snapshot.ts'
import { reopenDatabase } from '../../postgres/way-back/door.ts'
import { retireOld } from '../../postgres/way-back/retire.ts'
import { refuseLostBackup, refuseUnsettled } from '../../postgres/way-back/unsettled.ts'
import { notRetired, notSettled } from './afterwards-warnings.ts'
import { asBefore } from './as-before.ts'
import type { DatabaseEngine } from './database-engine.ts'
import { drill, planDrill } from './drill.ts'
import { type MigrationRun, readFacts, restoreTarget, settingsOf } from './facts.ts'
import { failedOutcome, migratedOutcome } from './outcomes.ts'
import { type MigrationPlan, planMigration } from './planner.ts'
import { readQuickly, tryOnCopies } from './try-on-copies.ts'

export const postgresEngine: DatabaseEngine = {
  async plan(run, world) {
    if (run.inputs.mode === 'drill') return planDrill(run, world)
    await using database = await openDatabase(run, world)
    const facts = await readFacts(run, database, world)
    const migration = await readMigration(run, { database, isOpen: facts.live !== null, world })
    const section = run.config.require(databaseSection).migrate
    const policy = facts.live === null ? null : await checkPolicy(migration, { section, run, database, version: facts.live.version, world })
    return planMigration({ ...facts, policy }, { entries: run.history.entries, release: run.release.id })
  },
  async apply(plan, run, world) {
    const [first] = plan.steps
    if (first === undefined) return asBefore(run)
    if (first.id === 'drill') return drill(first, run, world)
    await using database = await openDatabase(run, world)
    await using lock = await migrationLock(database, world)
    if (await reopenDatabase(database, world)) world.log.line(`"${database.name}" was closed by a run that was killed: opened again`)
    await endOrphans(database, world)
    return await migrate({ plan, run, database, world, assertLocked: lock.assertHeld })
  },
}

async function migrate({
  plan,
  run,
  database,
  world,
  assertLocked,
}: {
  plan: MigrationPlan
  run: MigrationRun
  database: Database
  world: World
  assertLocked: () => void
}): Promise<Outcome> {
  const { store, versionTable, encryptTo, maxLostRows, client, verify } = settingsOf(run, world)
  const { release } = run
  const { settled } = run.inputs
  await refuseUnsettled({ run, store, settled }, () => readWhole(database, versionTable))
  await refuseLostBackup({ run, store, settled }, database)
  const migration = await readMigration(run, { database, isOpen: true, world })
  const { programs, problem } = await findClientPrograms({ major: database.server.major, folder: client, at: null }, world)
  if (programs === null) throw problem
  await using watch = await watchOtherSessions(database, { migrationNames: migration.sessionNames, world })
  await using temporary = await temporaryFolder(`backup ${database.server.systemIdentifier} ${database.name} ${release.id}`, world)
  const standby = standbyName({ database: database.name, release: release.id })
  const prepared = await prepareWayBack(
    { database, programs, store, release, encryptTo, versionTable, temporary, standby, verify, restoreTo: restoreTarget(run) },
    world,
  )
  if (release.copy.length > 0) await makeReleaseFolder(release, world)
  const before = await readQuickly({ database, versionTable })
  await clearTheWay(database, migration, world)
  assertLocked()
  const resumed = prepared.reused && !prepared.watchedSince
  const snapshot = await takeProviderSnapshot({ run, backup: prepared.backup, resumed }, world)
  await markBegun(prepared.backup, (await requireEntry(database)).oid, world)
  const context = { run, database, prepared, snapshot, watch, before, versionTable, phases: plan.notes['phases'] ?? [] }
  const tried = await tryOnCopies({ ...context, migration, maxLostRows, resumed, assertLocked }, world)
  if ('refused' in tried) return tried.refused
  const end = await world.log.group('Migration', () =>
    runMigration(migration, { database, target: { name: database.name }, resumed }, world),
  )
  const done = { ...context, ...tried, end, after: await readQuickly({ database, versionTable }) }
  const failure = await failedOutcome({ ...done, maxLostRows }, world)
  if (failure !== null) return failure
  const migrated = await migratedOutcome(done)
  await afterwards(() => writeMark(prepared.backup, 'applied', world), world, notSettled)
  const keep = parseDuration(run.config.require(databaseSection).backup.keep)
  await afterwards(() => retireOld({ database, store, keep, run }, world), world, notRetired)
  return migrated
}

async function readWhole(database: Database, versionTable: string | null) {
  await using live = await database.connect({ to: database.name, as: 'read' })
  return await readSnapshot(live, { versionTable })
}
