import { stat } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import { storeShared } from '../database/backup-problems.ts'
import type { FileStore } from '../database/file-store.ts'
import { type MigrationMark, readMark, writeMark, writeVerification } from '../database/migration-mark.ts'
import { readReleaseBackup } from '../database/release-backup.ts'
import { damageOf } from '../database/stored-backup.ts'
import { type BackupRequest, takeBackup } from './backup.ts'
import { dataVersion } from './connection.ts'
import { differencesBetween, readSnapshot, type SqliteSnapshot, sameStructure } from './content.ts'
import type { DatabaseFile } from './database-file.ts'
import { readingLive } from './live-file.ts'
import { type SqliteBackup, snapshotOf, sqliteBackups } from './manifest.ts'
import { failedPath } from './names.ts'
import { standbyMissing } from './problems.ts'
import { isIntact, restoreStandby } from './standby.ts'

/** Restored from its store and compared, like level 4 of PostgreSQL. */
export const provedLevel = 4

/** The proven way back of one release. */
export interface PreparedFile {
  readonly backup: SqliteBackup
  readonly standby: string
  /** See `dataVersion`: unchanged, nobody else has committed since the moment the backup stands for. Null: not known. */
  readonly witness: bigint | null
  readonly reused: boolean
}

/** A complete backup of this very file for this release, or null. Problems `database/store-shared`, `database/backup-damaged`. */
export async function backupOfRelease({
  store,
  release,
  file,
}: {
  store: FileStore
  release: string
  file: DatabaseFile
}): Promise<SqliteBackup | null> {
  const stored = await readReleaseBackup({ store, release }, sqliteBackups)
  if (stored !== null && stored.manifest.database.file !== file.name)
    throw storeShared({ backup: stored.path, other: stored.manifest.database.file })
  return stored
}

/**
 * Makes sure of a verified backup from before the migration and of its standby. An earlier attempt's backup is taken
 * again when its migration was begun (then no other can be the way back) or when the database still is what it holds.
 */
export async function prepareFile(request: BackupRequest, world: World): Promise<PreparedFile> {
  const { live, standby, store, release } = request
  const stored = await backupOfRelease({ store, release: release.id, file: live.file })
  if (stored === null) return takeAndVerify(request, world)
  const { now, witness } = await readingLive(
    live,
    () => ({ now: readSnapshot(live.database, live.versionTable), witness: dataVersion(live.database) }),
    world,
  )
  const mark = await currentMark(stored, { now, failed: failedPath(live.file, release.id) }, world)
  const mustReuse = mark === 'begun' || mark === 'applied'
  const damage = await damageOf(stored)
  if (mustReuse && damage !== null) throw damage
  const same = differencesBetween(snapshotOf(stored.manifest), now).length === 0
  if (damage !== null || !(mustReuse || same)) return takeAndVerify(request, world)
  if (await haveStandby({ stored, request }, world)) {
    world.log.line(`backup of an earlier attempt taken again: ${stored.path}${same ? ', the database still is what it holds' : ''}`)
    return { backup: stored, standby, witness: same ? witness : null, reused: true }
  }
  // An encrypted backup cannot be opened here a second time: when nothing has changed, a new one is as good.
  if (!same) throw standbyMissing({ standby, backup: stored.path })
  return takeAndVerify(request, world)
}

/** Whether somebody's way back got to its end and had no time to say so: what it put aside is there, and the schema is as before. */
export async function wasRestored(
  manifest: SqliteBackup['manifest'],
  { now, failed }: { now: SqliteSnapshot; failed: string },
): Promise<boolean> {
  const aside = await stat(failed).catch(() => null)
  return aside !== null && sameStructure(snapshotOf(manifest), now)
}

async function currentMark(
  stored: SqliteBackup,
  seen: { now: SqliteSnapshot; failed: string },
  world: World,
): Promise<MigrationMark | null> {
  const mark = await readMark(stored)
  if (mark !== 'begun' || !(await wasRestored(stored.manifest, seen))) return mark
  await writeMark(stored, 'undone', world)
  return 'undone'
}

async function takeAndVerify(request: BackupRequest, world: World): Promise<PreparedFile> {
  const { backup, witness } = await world.log.group('Backup', () => takeBackup(request, world))
  const { files, tables } = backup.manifest
  world.log.line(`backup: ${files[0]?.bytes ?? 0} bytes, ${tables.length} tables, sha256 ${backup.sha256}; restored and compared`)
  await writeVerification(backup, { level: provedLevel, standby: request.standby }, world)
  return { backup, standby: request.standby, witness, reused: false }
}

async function haveStandby({ stored, request }: { stored: SqliteBackup; request: BackupRequest }, world: World): Promise<boolean> {
  const { standby, live } = request
  if (await isIntact(standby, stored.manifest)) return true
  if (stored.manifest.encryptedTo !== null) return false
  await world.write('standby', () =>
    restoreStandby(stored, { to: standby, mode: live.file.mode, decrypt: null, versionTable: live.versionTable }),
  )
  return true
}
