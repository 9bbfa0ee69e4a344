import { createHash } from 'node:crypto'
import { access, constants, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Place, Problem } from '../core/problem.ts'
import { type BackupManifest, manifestSchema } from './manifest.ts'
import { backupFolderName } from './names.ts'
import { backupDamaged, backupMissing, storeNotWritable } from './problems.ts'
import { sha256OfFile } from './stored-file.ts'

/** Where backups are kept: a folder with one folder for each release. */
export interface BackupStore {
  /** As configured: relative to the working directory, or absolute. */
  readonly directory: string
  readonly absolute: string
}

/** A backup whose manifest is there and can be read. Its files are proved by `damageOf`. */
export interface StoredBackup {
  /** The `backup-path` output: as configured, so that it means the same in another checkout. */
  readonly path: string
  readonly folder: string
  readonly manifest: BackupManifest
  /** sha256 (hex) of manifest.json, which holds the sha256 of every file: one value for the whole backup. */
  readonly sha256: string
}

const manifestFile = 'manifest.json'

export function backupStore(directory: string, workingDirectory: string): BackupStore {
  return { directory, absolute: resolve(workingDirectory, directory) }
}

/** Path of a release's backup, there or not. */
export function backupPath({ directory }: BackupStore, release: string): string {
  return join(directory, backupFolderName(release))
}

/** The problem of a store that takes no files, or null; looks only. */
export async function storeProblem({ directory, absolute }: BackupStore, at: Place | null): Promise<Problem | null> {
  for (let path = absolute; ; path = dirname(path)) {
    try {
      if (!(await stat(path)).isDirectory())
        return storeNotWritable({ store: directory, reason: 'it is, or lies in, something that is no folder', at })
      await access(path, constants.W_OK | constants.X_OK)
      return null
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      if (code === 'ENOTDIR') continue
      if (code !== 'ENOENT' || path === dirname(path)) return storeNotWritable({ store: directory, reason: code, at })
    }
  }
}

/** The complete backup of a release, or null. A folder without a readable manifest is none. */
export async function findBackup(store: BackupStore, release: string): Promise<StoredBackup | null> {
  return readStored({ path: backupPath(store, release), folder: join(store.absolute, backupFolderName(release)) })
}

/** The backup at a `backup-path`; problem `postgres/backup-missing`. */
export async function requireBackup(path: string, workingDirectory: string): Promise<StoredBackup> {
  const stored = await readStored({ path, folder: resolve(workingDirectory, path) })
  if (stored === null) throw backupMissing({ backup: path })
  return stored
}

/** Every complete backup of the store. */
export async function listBackups(store: BackupStore): Promise<StoredBackup[]> {
  const names = await readdir(store.absolute).catch(() => [])
  const found = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .map((name) => readStored({ path: join(store.directory, name), folder: join(store.absolute, name) })),
  )
  return found.filter((backup) => backup !== null)
}

/** Reads every file again: the problem of the first that is not what the manifest says, or null. */
export async function damageOf({ folder, path, manifest }: StoredBackup): Promise<Problem | null> {
  for (const { path: name, bytes, sha256 } of manifest.files) {
    const found = await sha256OfFile(join(folder, name)).catch((cause: NodeJS.ErrnoException) => cause.code ?? 'unreadable')
    if (typeof found === 'string') return backupDamaged({ backup: path, damage: `${name} cannot be read (${found})` })
    if (found.bytes !== bytes)
      return backupDamaged({ backup: path, damage: `${name} has ${found.bytes} bytes, its manifest says ${bytes}` })
    if (found.sha256 !== sha256) return backupDamaged({ backup: path, damage: `${name} has another sha256 than its manifest says` })
  }
  return null
}

/** An empty folder beside the final one; files come first, the manifest last, then it is renamed into place. */
export async function draftFolder(store: BackupStore, release: string): Promise<string> {
  const draft = join(store.absolute, `.${backupFolderName(release)}.draft`)
  try {
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { recursive: true, mode: 0o700 })
    return draft
  } catch (cause) {
    throw storeNotWritable({ store: store.directory, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown', cause })
  }
}

/** Writes the manifest and puts the draft in the place of what was there. */
export async function publishBackup(
  store: BackupStore,
  { draft, manifest }: { draft: string; manifest: BackupManifest },
): Promise<StoredBackup> {
  await writeDurably(join(draft, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`)
  const folder = join(store.absolute, backupFolderName(manifest.release))
  await rm(folder, { recursive: true, force: true })
  await rename(draft, folder)
  await syncFolder(store.absolute)
  const stored = await findBackup(store, manifest.release)
  if (stored === null) throw backupMissing({ backup: backupPath(store, manifest.release) })
  return stored
}

/** Whole or not at all, also when the machine stops. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`
  {
    await using file = await open(draft, 'w', 0o600)
    await file.writeFile(text)
    await file.sync()
  }
  await rename(draft, path)
  await syncFolder(dirname(path))
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

async function readStored({ path, folder }: { path: string; folder: string }): Promise<StoredBackup | null> {
  try {
    const text = await readFile(join(folder, manifestFile), 'utf8')
    const manifest = manifestSchema.parse(JSON.parse(text))
    return { path, folder, manifest, sha256: createHash('sha256').update(text).digest('hex') }
  } catch {
    return null
  }
}
