import { closeSync, openSync, readSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { dataVersion, isBusy, openCopy, rowsOf } from './connection.ts'
import type { DatabaseFile } from './database-file.ts'

/** More pages than a file can have: the copy is one step, so no writer can make it begin anew. */
const allPages = 0x7fffffff

/** Writes what the database holds now to a new file; it is there whole or not at all, and only this user (or `mode`) may read it. */
export async function copyDatabase(from: DatabaseSync, { to, mode = 0o600 }: { to: string; mode?: number }): Promise<void> {
  const { backup } = await import('node:sqlite')
  const draft = `${to}.draft`
  await removeDatabase(draft)
  await (await open(draft, 'wx', mode)).close()
  await backup(from, draft, { rate: allPages })
  await syncFile(draft)
  await rename(draft, to)
}

/** Removes a copy of ours with what SQLite keeps beside it. */
export async function removeDatabase(path: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm', '-journal']) await rm(`${path}${ending}`, { force: true })
}

export async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.sync()
}

/** Tells whether anybody committed to the live file since it was made; `live` must not be inside a transaction. */
export interface CommitWatch extends Disposable {
  nobodyCommitted(): boolean
}

/**
 * With a write-ahead log a reader still sees the last commit while we hold the write lock. With a rollback journal nobody
 * may read then, and the change counter of the file's header tells (bytes 24 to 27, https://www.sqlite.org/fileformat2.html#file_change_counter).
 */
export function watchCommits(live: DatabaseSync, path: string): CommitWatch {
  const [mode] = rowsOf<{ journal_mode: string }>(live, 'PRAGMA journal_mode')
  if (mode?.journal_mode === 'wal') {
    const before = dataVersion(live)
    return { nobodyCommitted: () => dataVersion(live) === before, [Symbol.dispose]: () => {} }
  }
  // Kept open to the end: closing it would drop the locks that SQLite holds on the file in this process.
  const descriptor = openSync(path, 'r')
  const counter = () => {
    const bytes = Buffer.alloc(4)
    readSync(descriptor, bytes, 0, 4, 24)
    return bytes.readUInt32BE()
  }
  const before = counter()
  return { nobodyCommitted: () => counter() === before, [Symbol.dispose]: () => closeSync(descriptor) }
}

/** Few enough pages of 64 KB to stay in SQLite's cache: the file itself is not written before we have looked. */
const pagesAtOnce = 16

/**
 * Puts a copy over the live file in one transaction: other connections see the one state or the other, and go on with it.
 * The copy's first pages take the write lock; only then is `mayReplace` asked, so nobody can write in between.
 * False: it said no, and nothing was changed. Throws SQLITE_BUSY where others hold a lock.
 */
export async function replaceContent(
  { copy, file }: { copy: string; file: Pick<DatabaseFile, 'path'> },
  mayReplace: () => boolean,
): Promise<boolean> {
  const { backup } = await import('node:sqlite')
  using source = await openCopy(copy)
  const [size] = rowsOf<{ page_count: bigint }>(source, 'PRAGMA page_count')
  const pages = Number(size?.page_count ?? 0n)
  const rate = Math.max(1, Math.min(pagesAtOnce, Math.ceil(pages / 2)))
  let asked = false
  const refused = new Error('refused')
  const progress = () => {
    if (asked) return
    asked = true
    if (!mayReplace()) throw refused
  }
  // A copy without tables is written in one step, with no moment in which to look.
  if (pages < 2 && !mayReplace()) return false
  try {
    await backup(source, file.path, { rate, progress })
    return true
  } catch (cause) {
    if (cause === refused) return false
    throw !asked && isLockRefusal(cause) ? Object.assign(new Error('locked', { cause }), { code: 'ERR_SQLITE_ERROR', errcode: 5 }) : cause
  }
}

/** Node tells a destination that is locked as code 0, "not an error". */
function isLockRefusal(cause: unknown): boolean {
  return isBusy(cause) || (cause as { errcode?: unknown }).errcode === 0
}
