import { join } from 'node:path'
import type { Outcome } from '../../core/outcome.ts'
import type { World } from '../../core/world.ts'
import { openerOf } from '../../database/archive.ts'
import { nothingToDrill } from '../../database/backup-problems.ts'
import { backupsIn, damageOf, requireBackupAt } from '../../database/stored-backup.ts'
import { temporaryFolder } from '../../database/temporary-folder.ts'
import { sqliteBackups } from '../../sqlite/manifest.ts'
import { provedLevel } from '../../sqlite/prepare.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import { backupFile, restoreStandby } from '../../sqlite/standby.ts'
import { judgeDrill } from './drill-judge.ts'
import type { MigrationRun } from './facts.ts'
import type { MigrationPlan } from './planner.ts'
import { sqliteSettings } from './sqlite-facts.ts'

/** The newest backup of the store is to be restored into a temporary folder; the live file need not be there. */
export async function planSqliteDrill(run: MigrationRun, world: World): Promise<MigrationPlan> {
  const { store } = sqliteSettings(run, world)
  const file = run.references.resolve(run.config.require(sqliteSection).file, { at: run.config.position('sqlite', 'file') })
  const newest = (await backupsIn(store, sqliteBackups)).find(({ manifest }) => manifest.database.file === file)
  if (newest === undefined) throw nothingToDrill({ store: store.location, database: file })
  return {
    steps: [{ id: 'drill', backup: newest.path, into: 'a temporary folder' }],
    binding: { store: store.location, backup: newest.path, sha256: newest.sha256 },
    fence: {},
    done: [],
    wayBack: {},
    predicted: { 'backup-path': newest.path, 'backup-sha256': newest.sha256 },
    notes: { engine: 'SQLite', takenAt: newest.manifest.takenAt, server: newest.manifest.database.sqliteVersion },
  }
}

/** Restores, compares, removes again; and judges how old the backup is and how long it took. */
export async function drillSqlite({ backup: path }: { backup: string }, run: MigrationRun, world: World): Promise<Outcome> {
  const started = world.clock.elapsedMs()
  const { store } = sqliteSettings(run, world)
  const { drill, migrate } = run.config.require(sqliteSection)
  const backup = await requireBackupAt({ store, path }, sqliteBackups)
  const damage = await damageOf(backup)
  if (damage !== null) throw damage
  await using temporary = await temporaryFolder(`drill ${path}`, world)
  await restoreStandby(backup, {
    to: join(temporary.path, backupFile),
    mode: 0o600,
    decrypt: await openerOf(backup.manifest, run.inputs['age-identity']),
    versionTable: migrate['version-table'] ?? null,
  })
  const rpoMs = world.clock.now().getTime() - Date.parse(backup.manifest.takenAt)
  return judgeDrill(backup, { rtoMs: world.clock.elapsedMs() - started, rpoMs, level: provedLevel, targets: drill })
}
