import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Problem } from '../core/problem.ts'
import { backupDamaged, backupMissing } from './backup-problems.ts'
import { type FileStore, readText } from './file-store.ts'
import { type BackupManifest, manifestSchema } from './manifest.ts'
import { backupFolderName } from './names.ts'
import { type FileHash, hashOf } from './stored-file.ts'

/** A backup whose manifest is there and can be read. Its files are proved by `damageOf`. */
export interface StoredBackup {
  readonly store: FileStore
  /** Within the store. */
  readonly folder: string
  /** The `backup-path` output: the store as configured and the folder, so that it means the same in another checkout. */
  readonly path: string
  readonly manifest: BackupManifest
  /** sha256 (hex) of manifest.json, which holds the sha256 of every file: one value for the whole backup. */
  readonly sha256: string
}

const manifestFile = 'manifest.json'

/** Path of a release's backup, there or not. */
export function backupPath({ location }: FileStore, release: string): string {
  return `${location.replace(/\/$/, '')}/${backupFolderName(release)}`
}

/** The complete backup of a release, or null. A folder without a readable manifest is none. */
export async function findBackup(store: FileStore, release: string): Promise<StoredBackup | null> {
  return readStored(store, backupFolderName(release))
}

/** The backup at a `backup-path` of this store; problem `postgres/backup-missing`. */
export async function requireBackup(store: FileStore, path: string): Promise<StoredBackup> {
  const stored = await readStored(store, basename(path))
  if (stored === null) throw backupMissing({ backup: path })
  return stored
}

/** Every complete backup of the store, the newest first. */
export async function listBackups(store: FileStore): Promise<StoredBackup[]> {
  const found: StoredBackup[] = []
  for (const folder of await store.folders()) {
    const stored = folder.startsWith('.') ? null : await readStored(store, folder)
    if (stored !== null) found.push(stored)
  }
  return found.toSorted((one, other) => Date.parse(other.manifest.takenAt) - Date.parse(one.manifest.takenAt))
}

/** Reads every file again: the problem of the first that is not what the manifest says, or null. */
export async function damageOf({ store, folder, path, manifest }: StoredBackup): Promise<Problem | null> {
  for (const { path: name, bytes, sha256 } of manifest.files) {
    const found = await storedHash(store, `${folder}/${name}`)
    if (typeof found === 'string') return backupDamaged({ backup: path, damage: `${name} cannot be read (${found})` })
    if (found.bytes !== bytes)
      return backupDamaged({ backup: path, damage: `${name} has ${found.bytes} bytes, its manifest says ${bytes}` })
    if (found.sha256 !== sha256) return backupDamaged({ backup: path, damage: `${name} has another sha256 than its manifest says` })
  }
  return null
}

/** Makes room for a new backup of a release. What was there is none from its first moment on: its manifest goes first. */
export async function clearBackup(store: FileStore, release: string): Promise<void> {
  await removeBackup(store, backupFolderName(release))
}

export async function removeBackup(store: FileStore, folder: string): Promise<void> {
  await store.removeFolder(folder, { first: manifestFile })
}

/** Writes the manifest, which makes a backup of the files that lie there. */
export async function publishBackup(store: FileStore, manifest: BackupManifest): Promise<StoredBackup> {
  const folder = backupFolderName(manifest.release)
  await store.put(`${folder}/${manifestFile}`, Readable.from([Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]))
  const stored = await readStored(store, folder)
  if (stored === null) throw backupMissing({ backup: backupPath(store, manifest.release) })
  return stored
}

async function readStored(store: FileStore, folder: string): Promise<StoredBackup | null> {
  const text = await readText(store, `${folder}/${manifestFile}`)
  if (text === null) return null
  try {
    const manifest = manifestSchema.parse(JSON.parse(text))
    const sha256 = createHash('sha256').update(text).digest('hex')
    return { store, folder, path: `${store.location.replace(/\/$/, '')}/${folder}`, manifest, sha256 }
  } catch {
    return null
  }
}

async function storedHash(store: FileStore, path: string): Promise<FileHash | string> {
  try {
    const content = await store.get(path)
    return content === null ? 'it is not there' : await hashOf(content)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? 'unreadable'
  }
}
