import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { openEntry } from '../database/archive.ts'
import { backupDamaged } from '../database/backup-problems.ts'
import type { Cipher } from '../database/stored-file.ts'
import { checkFile, newlyDangling } from './check-file.ts'
import { openCopy } from './connection.ts'
import { differencesBetween, readSnapshot } from './content.ts'
import { removeDatabase, syncFile } from './copy.ts'
import { checkOf, type SqliteBackup, type SqliteManifest, snapshotOf } from './manifest.ts'
import { copyDiffers } from './problems.ts'

/** The only file of a backup, in the plain. */
export const backupFile = 'database.sqlite'

/**
 * Opens a stored backup beside the live file, proves it, and only then gives it its name. Problems
 * `database/backup-damaged`, `database/age-identity`, `sqlite/backup-differs`.
 */
export async function restoreStandby(
  backup: Pick<SqliteBackup, 'store' | 'folder' | 'path' | 'manifest'>,
  { to, mode, decrypt, versionTable }: { to: string; mode: number; decrypt: Cipher['decrypt'] | null; versionTable: string | null },
): Promise<void> {
  const { path, manifest } = backup
  const [entry] = manifest.files
  if (entry === undefined) throw backupDamaged({ backup: path, damage: `${backupFile} is not there` })
  const draft = `${to}.draft`
  await removeDatabase(draft)
  await (await open(draft, 'wx', mode)).close()
  await openEntry(backup, entry, { to: draft, decrypt })
  await syncFile(draft)
  await proveCopy(draft, { manifest, versionTable })
  await removeDatabase(to)
  await rename(draft, to)
}

/** Problem `sqlite/backup-differs` when a copy does not hold what the manifest says, or is damaged. */
export async function proveCopy(
  path: string,
  { manifest, versionTable }: { manifest: SqliteManifest; versionTable: string | null },
): Promise<void> {
  using copy = await openCopy(path)
  const check = checkFile(copy)
  const found = [...check.damage, ...newlyDangling(checkOf(manifest), check)]
  const differences = found.length > 0 ? found : differencesBetween(snapshotOf(manifest), readSnapshot(copy, versionTable))
  if (differences.length > 0) throw copyDiffers({ differences: differences.slice(0, 5).join('; ') })
}

/** Whether the standby is there and, byte for byte, what the backup holds. */
export async function isIntact(path: string, { files }: Pick<SqliteManifest, 'files'>): Promise<boolean> {
  const [entry] = files
  const found = await stat(path).catch(() => null)
  if (found === null || found.size !== entry?.plainBytes) return false
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex') === entry.plainSha256
}
