import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { backupDamaged, identityInvalid } from './backup-problems.ts'
import type { CommonManifest, StoredBackup, StoredFileEntry } from './stored-backup.ts'
import { ageOpener, type Cipher, openStoredFile } from './stored-file.ts'

/** Writes the plain archive of a stored backup into a folder. `ageIdentity` is null for a plain backup. */
export async function openArchive(backup: StoredBackup, { to, ageIdentity }: { to: string; ageIdentity: string | null }): Promise<string> {
  const archive = join(to, 'archive')
  await mkdir(archive, { mode: 0o700 })
  const { manifest } = backup
  const decrypt = await openerOf(manifest, ageIdentity)
  for (const file of manifest.files) await openEntry(backup, file, { to: join(archive, plainName(file, manifest)), decrypt })
  return archive
}

/** Writes one file of a stored backup in the plain. Problems `database/backup-damaged`, `database/age-identity`. */
export async function openEntry(
  { store, folder, path }: Pick<StoredBackup, 'store' | 'folder' | 'path'>,
  file: StoredFileEntry,
  { to, decrypt }: { to: string; decrypt: Cipher['decrypt'] | null },
): Promise<void> {
  const content = await store.get(`${folder}/${file.path}`)
  if (content === null) throw backupDamaged({ backup: path, damage: `${file.path} is not there` })
  const plain = await openStoredFile(content, to, decrypt).catch((cause) => {
    throw decrypt === null ? cause : identityInvalid({ reason: 'it does not open this backup', cause })
  })
  if (plain.sha256 !== file.plainSha256)
    throw backupDamaged({ backup: path, damage: `${file.path} opens to other bytes than were backed up` })
}

/** What a stored file is called in the plain archive. */
export function plainName({ path }: StoredFileEntry, { encryptedTo }: Pick<CommonManifest, 'encryptedTo'>): string {
  return encryptedTo === null ? path : basename(path, '.age')
}

/** What opens the files of a backup; null: they are plain. Problem `database/age-identity`. */
export async function openerOf(
  { encryptedTo }: Pick<CommonManifest, 'encryptedTo'>,
  ageIdentity: string | null,
): Promise<Cipher['decrypt'] | null> {
  if (encryptedTo === null) return null
  if (ageIdentity === null) throw identityInvalid({ reason: 'none was given, and the backup is encrypted' })
  try {
    return await ageOpener(ageIdentity)
  } catch (cause) {
    throw identityInvalid({ reason: 'it is not of the form AGE-SECRET-KEY-1...', cause })
  }
}
