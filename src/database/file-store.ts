import type { Readable } from 'node:stream'
import type { Place, Problem } from '../core/problem.ts'

/**
 * Where the files of backups lie: `FOLDER/FILE` and nothing deeper. A file is there whole or not at all. Failures are
 * thrown as problems `database/store-not-writable` and `database/store-unreadable`, which name the place and no secret.
 */
export interface FileStore {
  /** As people know it, and what a `backup-path` begins with: `backups`, `s3://bucket/prefix`, `artifact://name`. */
  readonly location: string
  /** Everything against keeping such a backup here; only looks. */
  obstacles(backup: { readonly isEncrypted: boolean; readonly at: Place | null }): Promise<readonly Problem[]>
  put(path: string, content: Readable): Promise<void>
  /** Null: there is no such file. */
  get(path: string): Promise<Readable | null>
  /** Names of the folders that hold a file. */
  folders(): Promise<string[]>
  /** The file `first` goes before the others: without it the rest counts for nothing. */
  removeFolder(folder: string, options: { first: string }): Promise<void>
}

/** A small file as text, or null. */
export async function readText(store: FileStore, path: string): Promise<string | null> {
  const content = await store.get(path)
  if (content === null) return null
  const parts: Buffer[] = []
  for await (const part of content) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts).toString('utf8')
}
