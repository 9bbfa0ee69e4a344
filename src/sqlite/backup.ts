import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Release } from '../core/action.ts'
import type { World } from '../core/world.ts'
import { storedOtherwise } from '../database/backup-problems.ts'
import type { FileStore } from '../database/file-store.ts'
import { clearBackup } from '../database/release-backup.ts'
import { backupFolderName, publishManifest } from '../database/stored-backup.ts'
import { ageCipher, hashOf, storeFile } from '../database/stored-file.ts'
import type { TemporaryFolder } from '../database/temporary-folder.ts'
import { checkFile } from './check-file.ts'
import { dataVersion } from './connection.ts'
import { readSnapshot, type SqliteSnapshot } from './content.ts'
import { copyDatabase } from './copy.ts'
import { type LiveFile, readingLive } from './live-file.ts'
import { type SqliteBackup, type SqliteManifest, sqliteBackups } from './manifest.ts'
import { corrupt } from './problems.ts'
import { backupFile, restoreStandby } from './standby.ts'

export interface BackupRequest {
  readonly live: LiveFile
  readonly store: FileStore
  readonly release: Release
  readonly encryptTo: string | null
  readonly temporary: TemporaryFolder
  /** Path of the restored copy. */
  readonly standby: string
}

/**
 * Copies the file in one read transaction, stores the copy, reads it back from the store into the standby, and proves that
 * one. `witness`: see `dataVersion`, at the moment of the backup. Problem `sqlite/corrupt` before anything is stored.
 */
export async function takeBackup(request: BackupRequest, world: World): Promise<{ backup: SqliteBackup; witness: bigint }> {
  const { live, store, release, encryptTo, temporary, standby } = request
  await clearBackup({ store, release: release.id }, world)
  const plain = join(temporary.path, backupFile)
  await mkdir(temporary.path, { recursive: true, mode: 0o700 })
  const takenAt = world.clock.now().toISOString()
  const { snapshot, danglingRows, witness } = await world.write('backup copy', () => copyLive(live, plain, world))
  const cipher = encryptTo === null ? null : await ageCipher(encryptTo)
  const path = cipher === null ? backupFile : `${backupFile}.age`
  const folder = backupFolderName(release.id)
  const hashes = await world.write('backup file', () => storeFile(plain, (content) => store.put(`${folder}/${path}`, content), cipher))
  const stored = await store.get(`${folder}/${path}`)
  const readBack = stored === null ? null : await hashOf(stored, cipher?.decrypt ?? null).catch(() => null)
  if (readBack?.sha256 !== hashes.plain.sha256) throw storedOtherwise({ store: store.location, file: `${folder}/${path}` })
  const manifest: SqliteManifest = {
    schema: 1,
    engine: 'sqlite',
    release: release.id,
    commit: release.commit,
    takenAt,
    database: { file: live.file.name, sqliteVersion: live.sqliteVersion },
    encryptedTo: encryptTo,
    files: [
      {
        path,
        bytes: hashes.stored.bytes,
        sha256: hashes.stored.sha256,
        plainBytes: hashes.plain.bytes,
        plainSha256: hashes.plain.sha256,
      },
    ],
    structure: { objects: { ...snapshot.objects }, fingerprint: snapshot.fingerprint },
    version: { ...snapshot.version, applied: [...snapshot.version.applied] },
    tables: [...snapshot.tables],
    danglingRows: { ...danglingRows },
  }
  const beside = { store, folder, path: folder, manifest }
  await world.write('standby', () =>
    restoreStandby(beside, { to: standby, mode: live.file.mode, decrypt: cipher?.decrypt ?? null, versionTable: live.versionTable }),
  )
  return { backup: await world.write('backup manifest', () => publishManifest({ store, manifest }, sqliteBackups)), witness }
}

async function copyLive(
  live: LiveFile,
  to: string,
  world: World,
): Promise<{ snapshot: SqliteSnapshot; danglingRows: Readonly<Record<string, number>>; witness: bigint }> {
  return readingLive(
    live,
    async () => {
      const snapshot = readSnapshot(live.database, live.versionTable)
      const witness = dataVersion(live.database)
      const { damage, danglingRows } = checkFile(live.database)
      if (damage.length > 0) throw corrupt({ file: live.file.name, found: damage.join('; '), at: live.at })
      await copyDatabase(live.database, { to })
      return { snapshot, danglingRows, witness }
    },
    world,
  )
}
