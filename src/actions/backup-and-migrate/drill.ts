import { durationText, parseDuration } from '../../core/duration.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import { backupTooOld, nothingToDrill, restoreTooSlow } from '../../database/backup-problems.ts'
import { listBackups, type PostgresBackup, requireBackup } from '../../postgres/backup-store.ts'
import { openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { drillName } from '../../postgres/names.ts'
import { dropDatabase } from '../../postgres/restore.ts'
import { restoreFromBackup } from '../../postgres/restore-stored.ts'
import { type MigrationRun, settingsOf } from './facts.ts'
import type { MigrationPlan } from './planner.ts'

/** The newest backup of the store is to be restored on the server of database.url, which may be an empty one. */
export async function planDrill(run: MigrationRun, world: World): Promise<MigrationPlan> {
  await using database = await openDatabase(run, world)
  const { store } = settingsOf(run, world)
  const newest = (await listBackups(store)).find(({ manifest }) => manifest.database.name === database.name)
  if (newest === undefined) throw nothingToDrill({ store: store.location, database: database.name })
  return {
    steps: [{ id: 'drill', backup: newest.path, into: drillName(database.name) }],
    binding: { store: store.location, backup: newest.path, sha256: newest.sha256 },
    fence: {},
    done: [],
    wayBack: {},
    predicted: { 'backup-path': newest.path, 'backup-sha256': newest.sha256 },
    notes: { takenAt: newest.manifest.takenAt, server: database.server.version },
  }
}

/** Restores, compares, drops again; and judges how old the backup is and how long it took. */
export async function drill({ backup: path, into }: { backup: string; into: string }, run: MigrationRun, world: World): Promise<Outcome> {
  const started = world.clock.elapsedMs()
  await using database = await openDatabase(run, world)
  const { store, versionTable, client } = settingsOf(run, world)
  const backup = await requireBackup(store, path)
  const ageIdentity = run.inputs['age-identity']
  const { level } = await restoreFromBackup({ database, store, backup: path, ageIdentity, into, versionTable, client }, world)
  const measured = { rtoMs: world.clock.elapsedMs() - started, rpoMs: world.clock.now().getTime() - Date.parse(backup.manifest.takenAt) }
  await world.write('drop drill', () => dropDatabase(database, into))
  return judged(backup, { ...measured, level, run })
}

function judged(
  backup: PostgresBackup,
  { rtoMs, rpoMs, level, run }: { rtoMs: number; rpoMs: number; level: number; run: MigrationRun },
): Outcome {
  const { rto, rpo } = run.config.require(databaseSection).drill
  const [rtoTarget, rpoTarget] = [parseDuration(rto), parseDuration(rpo)]
  const problems = [
    ...(rpoMs > rpoTarget.ms ? [backupTooOld({ backup: backup.path, age: durationText(rpoMs), target: rpo })] : []),
    ...(rtoMs > rtoTarget.ms ? [restoreTooSlow({ backup: backup.path, took: durationText(rtoMs), target: rto })] : []),
  ]
  return outcome({
    verdict: problems.length === 0 ? 'pass' : 'fail',
    changed: false,
    problems,
    outputs: {
      'backup-path': backup.path,
      'backup-sha256': backup.sha256,
      'verified-level': String(level),
      'rto-ms': String(Math.round(rtoMs)),
      'rpo-ms': String(Math.round(rpoMs)),
    },
    facts: { state: 'drilled', takenAt: backup.manifest.takenAt, rto, rpo },
  })
}
