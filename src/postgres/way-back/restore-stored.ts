import type { World } from '../../core/world.ts'
import { openArchive } from '../../database/archive.ts'
import type { FileStore } from '../../database/file-store.ts'
import { damageOf } from '../../database/stored-backup.ts'
import { temporaryFolder } from '../../database/temporary-folder.ts'
import { requireBackup } from '../backup/backup-store.ts'
import type { BackupManifest } from '../backup/manifest.ts'
import { plainHashes, restoreAndCompare } from '../backup/restore.ts'
import { findClientPrograms } from '../client-programs.ts'
import type { Database } from '../database.ts'

export interface StoredRestore {
  readonly database: Database
  readonly store: FileStore
  /** The `backup-path` output. */
  readonly backup: string
  /** The secret key (AGE-SECRET-KEY-1...); null for a plain backup. */
  readonly ageIdentity: string | null
  readonly into: string
  readonly versionTable?: string | null
  /** `database.client` of fairlead.yml. */
  readonly client?: string | null
}

/**
 * For when the standby is gone: opens a stored backup (every sha256 checked), restores it into the new database `into`
 * and compares it.
 */
export async function restoreFromBackup(
  { database, store, backup, ageIdentity, into, versionTable = null, client = null }: StoredRestore,
  world: World,
): Promise<{ database: string; level: number; manifest: BackupManifest }> {
  const { programs, problem } = await findClientPrograms({ major: database.server.major, folder: client, at: null }, world)
  if (problem !== null || programs === null) throw problem
  const stored = await requireBackup(store, backup)
  const damage = await damageOf(stored)
  if (damage !== null) throw damage
  await using temporary = await temporaryFolder(`restore ${database.server.systemIdentifier} ${into}`, world)
  const archive = await openArchive(stored, { to: temporary.path, ageIdentity })
  const { manifest } = stored
  const level = await restoreAndCompare(
    { database, programs, archive, dumped: manifest, hashes: async () => plainHashes(manifest), into, versionTable, verify: 4 },
    world,
  )
  return { database: into, level, manifest }
}
