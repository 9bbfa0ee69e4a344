import type { Outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import { nothingToDrill } from '../../database/backup-problems.ts'
import { listBackups, requireBackup } from '../../postgres/backup/backup-store.ts'
import { dropDatabase } from '../../postgres/backup/restore.ts'
import { openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { drillName } from '../../postgres/names.ts'
import { restoreFromBackup } from '../../postgres/way-back/restore-stored.ts'
import { judgeDrill } from './drill-judge.ts'
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
  await world.write('drop drill', () => dropDatabase(database, into), { evenWhenCancelled: true })
  return judgeDrill(backup, { ...measured, level, targets: run.config.require(databaseSection).drill })
}
