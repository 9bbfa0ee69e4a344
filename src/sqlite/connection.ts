import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/** How long SQLite itself waits inside a call. Short: nothing else runs meanwhile. Longer waits are ours (`whenFree`). */
const insideMs = 20

/** A connection to a file that is there; one that is missing is never made. Closed with its scope. */
export async function openFile(path: string): Promise<DatabaseSync> {
  return open(path, 'mode=rw')
}

/** Nobody writes it: no lock is taken, no journal or log beside it is read or made. Without `mode`, one that is gone would be made, empty. */
const ofCopies = 'mode=ro&immutable=1'

/** To a copy that nobody writes. */
export async function openCopy(path: string): Promise<DatabaseSync> {
  return open(path, ofCopies)
}

/** The `file:` address of a copy, for ATTACH. */
export function copyAddress(path: string): string {
  return `${pathToFileURL(path).href}?${ofCopies}`
}

/** Work in one read transaction: everything in it sees one state, while others write on (write-ahead log) or wait (journal). */
export async function reading<Result>(database: DatabaseSync, work: () => Result | Promise<Result>): Promise<Result> {
  database.exec('BEGIN')
  try {
    return await work()
  } finally {
    database.exec('ROLLBACK')
  }
}

/** Rows of a query, numbers as bigint. */
export function rowsOf<Row>(database: DatabaseSync, text: string, ...values: readonly (string | bigint)[]): Row[] {
  const statement = database.prepare(text)
  statement.setReadBigInts(true)
  return statement.all(...values) as Row[]
}

/** A name in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Moves only when another connection committed. https://www.sqlite.org/pragma.html#pragma_data_version */
export function dataVersion(database: DatabaseSync): bigint {
  const [row] = rowsOf<{ data_version: bigint }>(database, 'PRAGMA data_version')
  return row?.data_version ?? -1n
}

/** SQLITE_BUSY or SQLITE_LOCKED: somebody else holds a lock. */
export function isBusy(cause: unknown): boolean {
  const code = resultCode(cause)
  return code === 5 || code === 6
}

/** SQLITE_CORRUPT or SQLITE_NOTADB. */
export function isCorrupt(cause: unknown): boolean {
  const code = resultCode(cause)
  return code === 11 || code === 26
}

/** The primary result code of SQLite, or null where it was not SQLite that refused. */
function resultCode(cause: unknown): number | null {
  const { code, errcode } = cause as { code?: unknown; errcode?: unknown }
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : null
}

async function open(path: string, parameters: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite')
  return new DatabaseSync(`${pathToFileURL(path).href}?${parameters}`, { timeout: insideMs })
}
