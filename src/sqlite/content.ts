import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { type SchemaVersion, unknownVersion, versionOfRows } from '../database/schema-version.ts'
import { quoted, rowsOf } from './connection.ts'

/** Schema and version, without reading rows. */
export interface SqliteStructure {
  /** `table bookings` -> its statement. */
  readonly objects: Readonly<Record<string, string>>
  /** sha256 of them. */
  readonly fingerprint: string
  readonly version: SchemaVersion
}

/** All that a database holds at one moment. */
export interface SqliteSnapshot extends SqliteStructure {
  readonly tables: readonly TableContent[]
}

export interface TableContent {
  readonly table: string
  readonly rows: number
  /** sha256 of every row with the type of every value, in the order of their keys. */
  readonly fingerprint: string
  /** Names and declared types of the columns. */
  readonly columns: string
}

/** What tells the rows of a table apart. */
export interface TableKey {
  readonly table: string
  readonly key: readonly string[]
}

/** Reads everything. The caller holds a read transaction. */
export function readSnapshot(database: DatabaseSync, versionTable: string | null): SqliteSnapshot {
  return { ...readStructure(database, versionTable), tables: keysOfTables(database).map((table) => readTable(database, table)) }
}

export function readStructure(database: DatabaseSync, versionTable: string | null): SqliteStructure {
  const rows = rowsOf<{ type: string; name: string; sql: string | null }>(
    database,
    "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
  )
  const settings = ['user_version', 'application_id'].map((name): [string, string] => {
    const [row] = rowsOf<Record<string, bigint>>(database, `PRAGMA ${name}`)
    return [`setting ${name}`, String(row?.[name] ?? '')]
  })
  const objects = Object.fromEntries([...rows.map(({ type, name, sql }): [string, string] => [`${type} ${name}`, sql ?? '']), ...settings])
  const fingerprint = createHash('sha256').update(JSON.stringify(objects)).digest('hex')
  return { objects, fingerprint, version: readVersion(database, versionTable) }
}

/** Every table that holds rows, those of virtual tables among them; statistics of the query planner are no content. */
export function keysOfTables(database: DatabaseSync, schema = 'main'): TableKey[] {
  const tables = rowsOf<{ name: string; wr: bigint }>(
    database,
    `SELECT name, wr FROM pragma_table_list WHERE schema = '${schema}' AND type IN ('table', 'shadow')
       AND (name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence') ORDER BY name`,
  )
  return tables.map(({ name, wr }) => ({ table: name, key: keyOf(database, { table: name, withoutRowid: wr === 1n, schema }) }))
}

export function columnsOf(database: DatabaseSync, table: string, schema = 'main'): string {
  const columns = rowsOf<{ name: string; type: string; hidden: bigint }>(
    database,
    `SELECT name, type, hidden FROM pragma_table_xinfo(?, '${schema}') ORDER BY cid`,
    table,
  )
  return columns.map(({ name, type, hidden }) => `${name} ${type}${hidden === 0n ? '' : ` (${hidden})`}`).join(', ')
}

/** Names of the columns that `SELECT *` gives. */
export function namesOf(database: DatabaseSync, table: string): string[] {
  const columns = rowsOf<{ name: string }>(database, 'SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid', table)
  return columns.map(({ name }) => name)
}

/** What two databases have otherwise, for people. Empty: they hold the same. */
export function differencesBetween(before: SqliteSnapshot, now: SqliteSnapshot): string[] {
  const names = [...new Set([...Object.keys(before.objects), ...Object.keys(now.objects)])].sort()
  const schema = names.flatMap((name) => {
    const [was, is] = [before.objects[name], now.objects[name]]
    if (was === is) return []
    return [`${was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'}: ${name}`]
  })
  const content = now.tables.flatMap(({ table, rows, fingerprint }) => {
    const was = before.tables.find((other) => other.table === table)
    if (was === undefined || was.fingerprint === fingerprint) return []
    return [was.rows === rows ? `${table}: other values in ${rows} rows` : `${table}: ${was.rows} rows then, ${rows} now`]
  })
  return [...schema, ...content]
}

/** Whether schema and version are the same; rows may not be. */
export function sameStructure(one: SqliteStructure, other: SqliteStructure): boolean {
  return one.fingerprint === other.fingerprint && one.version.digest === other.version.digest
}

function keyOf(
  database: DatabaseSync,
  { table, withoutRowid, schema }: { table: string; withoutRowid: boolean; schema: string },
): string[] {
  const columns = rowsOf<{ name: string; pk: bigint }>(
    database,
    `SELECT name, pk FROM pragma_table_info(?, '${schema}') ORDER BY pk`,
    table,
  )
  if (withoutRowid) return columns.filter(({ pk }) => pk > 0n).map(({ name }) => quoted(name))
  // A column may take a name of the rowid; all three taken, the rows have no order that can be asked for.
  const taken = columns.map(({ name }) => name.toLowerCase())
  const free = ['rowid', '_rowid_', 'oid'].find((name) => !taken.includes(name))
  return free === undefined ? columns.map(({ name }) => quoted(name)) : [free]
}

function readTable(database: DatabaseSync, { table, key }: TableKey): TableContent {
  const statement = database.prepare(`SELECT ${key.join(', ')}, * FROM ${quoted(table)} ORDER BY ${key.join(', ')}`)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const hash = createHash('sha256')
  let rows = 0
  let text = ''
  for (const row of statement.iterate() as Iterable<unknown>) {
    rows += 1
    for (const value of row as unknown[]) text += encoded(value)
    text += '\n'
    if (text.length < 65_536) continue
    hash.update(text)
    text = ''
  }
  return { table, rows, fingerprint: hash.update(text).digest('hex'), columns: columnsOf(database, table) }
}

/** Type and value, so that 1, 1.0, '1' and x'31' differ, and no two rows run into each other. */
function encoded(value: unknown): string {
  if (value === null) return 'n;'
  if (typeof value === 'bigint') return `i${value};`
  if (typeof value === 'number') return `r${Object.is(value, -0) ? '-0' : value};`
  if (typeof value === 'string') return `t${value.length}:${value};`
  const bytes = Buffer.from(value as Uint8Array)
  return `b${bytes.toString('hex')};`
}

function readVersion(database: DatabaseSync, table: string | null): SchemaVersion {
  if (table === null) return unknownVersion()
  const found = rowsOf(database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)", table)
  if (found.length === 0) return unknownVersion()
  const rows = rowsOf<Record<string, unknown>>(database, `SELECT * FROM ${quoted(table)}`)
  return versionOfRows(
    rows.map((row) => {
      const told = Object.entries(row).map(([name, value]): [string, string | null] => [name, textOf(value)])
      return { row: Object.fromEntries(told), text: JSON.stringify(told) }
    }),
  )
}

function textOf(value: unknown): string | null {
  if (value === null) return null
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)
}
