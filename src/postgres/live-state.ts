import type { Database } from './database.ts'
import { databaseMissing } from './problems.ts'

/** A database as the catalogue of its server knows it: readable even while it is closed. */
export interface CatalogEntry {
  readonly name: string
  /** Stays the same when the database is renamed. */
  readonly oid: string
  readonly owner: string
  /** Whether it takes connections. */
  readonly open: boolean
  readonly comment: string | null
  readonly encoding: string
  readonly collate: string
  readonly characterType: string
  /** c (libc), i (icu), b (builtin). */
  readonly provider: string
  readonly locale: string | null
  readonly tablespace: string
  readonly connectionLimit: number
  readonly bytes: number | null
  readonly ownedByUs: boolean
}

export interface LiveState {
  readonly exists: boolean
  readonly open: boolean
  /** The release whose swap closed it and did not get to the end; null: Fairlead did not close it. */
  readonly closedBy: string | null
  readonly entry: CatalogEntry | null
}

/** What the live database is right now, without connecting to it. */
export async function liveState(database: Database): Promise<LiveState> {
  const entry = await catalogEntry(database, database.name)
  return { exists: entry !== null, open: entry?.open ?? false, closedBy: readTag(entry?.comment ?? null).closedBy, entry }
}

export async function catalogEntry({ maintenance, server }: Database, name: string): Promise<CatalogEntry | null> {
  // The column has had three names: nothing before 15, daticulocale in 15 and 16, datlocale since 17.
  const locale = server.major >= 17 ? 'datlocale' : server.major >= 15 ? 'daticulocale' : 'NULL'
  const provider = server.major >= 15 ? 'datlocprovider' : `'c'`
  const [row] = await maintenance.query<CatalogEntry & { bytes: string | null }>(
    `SELECT d.datname AS name, d.oid::text AS oid, pg_get_userbyid(d.datdba) AS owner, d.datallowconn AS open, shobj_description(d.oid, 'pg_database') AS comment,
            pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS "characterType",
            ${provider}::text AS provider, ${locale} AS locale, t.spcname AS tablespace, d.datconnlimit AS "connectionLimit",
            pg_has_role(d.datdba, 'USAGE') AS "ownedByUs",
            CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid)::text END AS bytes
     FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = $1`,
    [name],
  )
  return row === undefined ? null : { ...row, bytes: row.bytes === null ? null : Number(row.bytes) }
}

/** Of the live database. Problem `postgres/database-missing`. */
export async function requireEntry(database: Database): Promise<CatalogEntry> {
  const entry = await catalogEntry(database, database.name)
  if (entry === null) throw databaseMissing({ database: database.name })
  return entry
}

/** Names of databases that begin like this one: told when it is missing. */
export async function exists({ maintenance }: Database, name: string): Promise<boolean> {
  return (await maintenance.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).length > 0
}

const tagPattern = /\n?\[fairlead: closed by ([^\]\n]*)\]$/

/** The comment of a database that is closed for a swap says so: evidence on the target itself, readable while it is closed. */
export function tagged(comment: string | null, release: string): string {
  const { original } = readTag(comment)
  return `${original === null ? '' : `${original}\n`}[fairlead: closed by ${release}]`
}

export function readTag(comment: string | null): { original: string | null; closedBy: string | null } {
  const match = tagPattern.exec(comment ?? '')
  if (comment === null || match === null) return { original: comment, closedBy: null }
  const original = comment.slice(0, match.index)
  return { original: original === '' ? null : original, closedBy: match[1] ?? '' }
}
