import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Problem } from '../core/problem.ts'
import { backupDamaged, backupMissing } from './backup-problems.ts'
import { type FileStore, readText } from './file-store.ts'
import { type FileHash, hashOf } from './stored-file.ts'

/** What every engine's manifest says. */
export interface CommonManifest {
  readonly release: string
  /** ISO 8601 in UTC. */
  readonly takenAt: string
  /** Age recipient, or null for a plain backup. */
  readonly encryptedTo: string | null
  readonly files: readonly StoredFileEntry[]
}

export type StoredFileEntry = z.infer<typeof storedFileSchema>

export const storedFileSchema = z.strictObject({
  /** Within the backup's folder, and in the folder that it is opened into: whoever can write to the store must not get out of it. */
  path: z.string().regex(/^\w[\w.-]*$/),
  bytes: z.number(),
  sha256: z.string(),
  /** Before encryption; the same as above without. */
  plainBytes: z.number(),
  plainSha256: z.string(),
})

/** A backup whose manifest is there and can be read. Its files are proved by `damageOf`. */
export interface StoredBackup<Manifest extends CommonManifest = CommonManifest> {
  readonly store: FileStore
  /** Within the store. */
  readonly folder: string
  /** The `backup-path` output: the store as configured and the folder, so that it means the same in another checkout. */
  readonly path: string
  readonly manifest: Manifest
  /** sha256 (hex) of manifest.json, which holds the sha256 of every file: one value for the whole backup. */
  readonly sha256: string
}

/** The backups of one engine in a store. `read` throws for a manifest that is not of this engine. */
export interface BackupKind<Manifest extends CommonManifest> {
  readonly read: (json: unknown) => Manifest
}

/** Written last, removed first. */
export const manifestFile = 'manifest.json'

/** Path of a release's backup, there or not. */
export function backupPath({ location }: FileStore, release: string): string {
  return `${location.replace(/\/$/, '')}/${backupFolderName(release)}`
}

/** Folder of a release's backup within the store. */
export function backupFolderName(release: string): string {
  const safe = release.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_')
  return safe === release ? safe : `${safe.slice(0, 80)}-${createHash('sha256').update(release).digest('hex').slice(0, 8)}`
}

/** The complete backup in a folder, or null. A folder without a readable manifest is none. */
export async function readBackup<Manifest extends CommonManifest>(
  { store, folder }: { store: FileStore; folder: string },
  kind: BackupKind<Manifest>,
): Promise<StoredBackup<Manifest> | null> {
  const text = await readText(store, `${folder}/${manifestFile}`)
  if (text === null) return null
  try {
    const manifest = kind.read(JSON.parse(text))
    const sha256 = createHash('sha256').update(text).digest('hex')
    return { store, folder, path: `${store.location.replace(/\/$/, '')}/${folder}`, manifest, sha256 }
  } catch {
    return null
  }
}

/** The backup at a `backup-path` of this store; problem `database/backup-missing`. */
export async function requireBackupAt<Manifest extends CommonManifest>(
  { store, path }: { store: FileStore; path: string },
  kind: BackupKind<Manifest>,
): Promise<StoredBackup<Manifest>> {
  const stored = await readBackup({ store, folder: basename(path) }, kind)
  if (stored === null) throw backupMissing({ backup: path })
  return stored
}

/** Every complete backup of the store that is of this kind, the newest first. */
export async function backupsIn<Manifest extends CommonManifest>(
  store: FileStore,
  kind: BackupKind<Manifest>,
): Promise<StoredBackup<Manifest>[]> {
  const found: StoredBackup<Manifest>[] = []
  for (const folder of await store.folders()) {
    const stored = folder.startsWith('.') ? null : await readBackup({ store, folder }, kind)
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

/** Its manifest goes first: without it the rest counts for nothing. */
export async function removeBackup(store: FileStore, folder: string): Promise<void> {
  await store.removeFolder(folder, { first: manifestFile })
}

/** Writes the manifest, which makes a backup of the files that lie there. */
export async function publishManifest<Manifest extends CommonManifest>(
  { store, manifest }: { store: FileStore; manifest: Manifest },
  kind: BackupKind<Manifest>,
): Promise<StoredBackup<Manifest>> {
  const folder = backupFolderName(manifest.release)
  await store.put(`${folder}/${manifestFile}`, Readable.from([Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]))
  const stored = await readBackup({ store, folder }, kind)
  if (stored === null) throw backupMissing({ backup: backupPath(store, manifest.release) })
  return stored
}

async function storedHash(store: FileStore, path: string): Promise<FileHash | string> {
  try {
    const content = await store.get(path)
    return content === null ? 'it is not there' : await hashOf(content)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? 'unreadable'
  }
}
