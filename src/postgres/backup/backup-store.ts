import type { FileStore } from '../../database/file-store.ts'
import {
  backupFolderName,
  backupsIn,
  publishManifest,
  readBackup,
  requireBackupAt,
  type StoredBackup,
} from '../../database/stored-backup.ts'
import { type BackupManifest, manifestSchema } from './manifest.ts'

/** A backup of a PostgreSQL database. */
export type PostgresBackup = StoredBackup<BackupManifest>

export const postgresBackups = { read: (json: unknown) => manifestSchema.parse(json) }

/** The complete backup of a release, or null. */
export async function findBackup(store: FileStore, release: string): Promise<PostgresBackup | null> {
  return readBackup({ store, folder: backupFolderName(release) }, postgresBackups)
}

/** The backup at a `backup-path` of this store; problem `database/backup-missing`. */
export async function requireBackup(store: FileStore, path: string): Promise<PostgresBackup> {
  return requireBackupAt({ store, path }, postgresBackups)
}

/** Every complete backup of the store, the newest first. */
export async function listBackups(store: FileStore): Promise<PostgresBackup[]> {
  return backupsIn(store, postgresBackups)
}

/** Writes the manifest, which makes a backup of the files that lie there. */
export async function publishBackup(store: FileStore, manifest: BackupManifest): Promise<PostgresBackup> {
  return publishManifest({ store, manifest }, postgresBackups)
}
