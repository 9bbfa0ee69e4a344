import type { World } from '../../core/world.ts'
import { openerOf } from '../../database/archive.ts'
import { readMark, settleMigration } from '../../database/migration-mark.ts'
import { damageOf, requireBackupAt } from '../../database/stored-backup.ts'
import { differencesBetween, type SqliteSnapshot, type TableContent } from '../../sqlite/content.ts'
import { restoreOver } from '../../sqlite/go-back.ts'
import { type LiveFile, liveSnapshot, openLiveFile } from '../../sqlite/live-file.ts'
import { fileLock } from '../../sqlite/lock.ts'
import { type SqliteBackup, snapshotOf, sqliteBackups } from '../../sqlite/manifest.ts'
import { failedPath, standbyPath } from '../../sqlite/names.ts'
import { endOrphans } from '../../sqlite/orphans.ts'
import { whenFree } from '../../sqlite/patience.ts'
import { wasRestored } from '../../sqlite/prepare.ts'
import { notRestored } from '../../sqlite/problems.ts'
import { rowsAtRisk } from '../../sqlite/rows-at-risk.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import { isIntact, restoreStandby } from '../../sqlite/standby.ts'
import { sqliteStoreOfPath } from '../../sqlite/store.ts'
import { costText, type DatabaseSituation, noDatabase } from './database-decision.ts'
import type { DatabaseRun } from './database-facts.ts'
import { settleWhereReached } from './settle.ts'
import type { UndoneRelease } from './undone-release.ts'

/** Where a SQLite file could go back to. */
export interface SqliteWayBack {
  readonly engine: 'sqlite'
  readonly standby: string
  readonly backup: string
  /** `ready` to be put over the live file; `stored`: gone, to be made again of the backup; `swapped`: the live file is as in the backup already. */
  readonly state: 'ready' | 'stored' | 'swapped'
  /** What the migration left; null: it never got to its end. */
  readonly migrated: readonly TableContent[] | null
}

/** Reads what could be put over the live file, and what would be lost by it; changes nothing. */
export async function readSqliteDatabase(
  undone: UndoneRelease,
  run: DatabaseRun,
  world: World,
): Promise<{ wayBack: SqliteWayBack | null; situation: DatabaseSituation }> {
  const maxLostRows = run.config.require(sqliteSection)['max-lost-rows']
  const nothing = { ...noDatabase, maxLostRows }
  const found = backupOf(undone)
  if (found === null) return { wayBack: null, situation: nothing }
  const store = sqliteStoreOfPath(found.backup, run, world)
  const stored = await requireBackupAt({ store, path: found.backup }, sqliteBackups).catch(() => null)
  if (stored === null) return { wayBack: null, situation: nothing }
  using live = await openLiveFile(run, world)
  const standby = standbyPath(live.file, undone.id)
  const now = await liveSnapshot(live, world)
  const before = snapshotOf(stored.manifest)
  const wayBack = { engine: 'sqlite' as const, standby, ...found }
  if (await isAsBefore(stored, { now, live, undone })) return { wayBack: { ...wayBack, state: 'swapped' }, situation: nothing }
  const ready = await isIntact(standby, stored.manifest)
  if (!ready && stored.manifest.encryptedTo !== null && run.inputs['age-identity'] === null)
    return { wayBack: null, situation: { ...nothing, standby: 'sealed' } }
  const explained = found.migrated ?? []
  const { versionTable, database } = live
  const count = () =>
    rowsAtRisk(database, { standby: ready ? standby : null, now: now.tables, before: before.tables, explained, versionTable })
  const { rows, tables } = await whenFree(count, live, world)
  const cost = costText({ isReady: ready, provedMs: null, bytes: null, maintenance: false })
  return {
    wayBack: { ...wayBack, state: ready ? 'ready' : 'stored' },
    situation: { ...nothing, standby: 'ready', rowsAtRisk: rows, written: tables, cost },
  }
}

/** Puts the backup over the live file, under the lock; does nothing beyond the limit of lost rows. Problem `sqlite/not-restored`. */
export async function restoreSqlite(
  { standby, backup: path, state, migrated }: SqliteWayBack,
  { undone, maxLostRows, run, world }: { undone: UndoneRelease; maxLostRows: number; run: DatabaseRun; world: World },
): Promise<void> {
  const store = sqliteStoreOfPath(path, run, world)
  const stored = await requireBackupAt({ store, path }, sqliteBackups)
  using live = await openLiveFile(run, world)
  using _ = await fileLock(live.file, { release: run.release.id }, world)
  await endOrphans(live.file, world)
  if (state === 'stored') await makeStandby(stored, { standby, live, run, world })
  const { manifest } = stored
  const went = await restoreOver(
    { live, release: undone.id, standby, manifest, migrated, maxLostRows },
    { onlyOurs: () => false, isAsBefore: () => false, isAsked: run.inputs.mode === 'database' },
    world,
  )
  if (went.state === 'held') throw notRestored({ file: live.file.name, reason: went.because })
  await settleWhereReached({ backup: path, as: 'undone', store: () => store }, world)
  world.log.line(
    `${live.file.name} is as in the backup again${went.state === 'swapped-back' ? `; what it held is kept in ${went.failedDatabase}` : ''}`,
  )
}

/**
 * Says beside the backup that its migration is undone, where the file is as in it. Under the lock and with nothing left at
 * work: while a release runs, a file that is as in its backup only is not migrated yet. Problem `sqlite/locked`.
 */
export async function settleSqlite(
  { backup: path }: SqliteWayBack,
  { undone, run, world }: { undone: UndoneRelease; run: DatabaseRun; world: World },
): Promise<void> {
  const store = sqliteStoreOfPath(path, run, world)
  const stored = await requireBackupAt({ store, path }, sqliteBackups)
  if ((await readMark(stored)) === 'undone') return
  using live = await openLiveFile(run, world)
  using _ = await fileLock(live.file, { release: run.release.id }, world)
  await endOrphans(live.file, world)
  const now = await liveSnapshot(live, world)
  if (await isAsBefore(stored, { now, live, undone })) await settleMigration({ store, backup: path, as: 'undone' }, world)
}

async function isAsBefore(
  { manifest }: SqliteBackup,
  { now, live, undone }: { now: SqliteSnapshot; live: LiveFile; undone: UndoneRelease },
): Promise<boolean> {
  const isBack = await wasRestored(manifest, { now, failed: failedPath(live.file, undone.id) })
  return isBack || differencesBetween(snapshotOf(manifest), now).length === 0
}

async function makeStandby(
  stored: SqliteBackup,
  { standby, live, run, world }: { standby: string; live: LiveFile; run: DatabaseRun; world: World },
): Promise<void> {
  const damage = await damageOf(stored)
  if (damage !== null) throw damage
  const decrypt = await openerOf(stored.manifest, run.inputs['age-identity'])
  await world.write('standby', () =>
    restoreStandby(stored, { to: standby, mode: live.file.mode, decrypt, versionTable: live.versionTable }),
  )
  world.log.line(`${standby} was made again of ${stored.path}`)
}

/** The backup of a release by its entries: of its end, or, where it was cut, of its beginning. */
function backupOf({ entries }: UndoneRelease): Pick<SqliteWayBack, 'backup' | 'migrated'> | null {
  const mine = entries.filter(({ action, kind }) => action === 'backup-and-migrate' && (kind === 'begun' || kind === 'ended'))
  const last = mine.at(-1)
  const begun = mine.findLast(({ kind }) => kind === 'begun')
  const path = last?.outputs['backup-path'] ?? begun?.wayBack['backup']
  if (typeof path !== 'string') return null
  const content = last?.facts['content'] as { afterMigration: TableContent[] | null } | undefined
  return { backup: path, migrated: content?.afterMigration ?? null }
}
