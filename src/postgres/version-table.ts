import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'
import { identifier } from './quoting.ts'

/** What the migration tool itself says it has applied. */
export interface SchemaVersion {
  /** Whether the version table is there. */
  readonly known: boolean
  /** One label for each applied migration, in the order of the table. */
  readonly applied: readonly string[]
  /** sha256 of every row: any change of the table shows. */
  readonly digest: string
}

/** Columns that name a migration in the tables of the usual tools, the most telling first. */
const namingColumns = ['name', 'migration_name', 'filename', 'script', 'description', 'version', 'id']
/** Columns that order them. */
const orderingColumns = ['version', 'timestamp', 'started_at', 'installed_rank', 'run_on', 'id']

/** Null table: the project names none. Reads with the session's own search path, as the tool would. */
export async function readSchemaVersion(connection: Connection, table: string | null): Promise<SchemaVersion> {
  const relation = table === null ? null : await resolveTable(connection, table)
  if (relation === null) return { known: false, applied: [], digest: digestOf([]) }
  // Values as text: a version may be larger than what a number of JavaScript holds.
  const rows = await connection.query<{ row: Record<string, string | null>; text: string }>(
    `SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(fairlead_row.*))) AS row,
            to_jsonb(fairlead_row.*)::text AS text FROM ${relation} AS fairlead_row`,
  )
  const ordered = rows.toSorted((one, other) => compareRows(one.row, other.row))
  return { known: true, applied: ordered.map(({ row }) => labelOf(row)), digest: digestOf(rows.map(({ text }) => text)) }
}

/** The oid of the version table, or null. */
export async function versionTableOid(connection: Connection, table: string | null): Promise<string | null> {
  if (table === null) return null
  const [row] = await connection.query<{ oid: string | null }>('SELECT to_regclass($1)::oid::text AS oid', [quoteName(table)])
  return row?.oid ?? null
}

/** Labels that stand in `after` and not in `before`, in their order. */
export function newlyApplied(before: SchemaVersion, after: SchemaVersion): string[] {
  const known = new Set(before.applied)
  return after.applied.filter((label) => !known.has(label))
}

/** `4 (seats)`: how many and the last; `none` before the first. A schema without version table is named by its fingerprint. */
export function versionText(version: SchemaVersion, schemaFingerprint: string): string {
  if (!version.known && schemaFingerprint !== '') return `schema ${schemaFingerprint.slice(0, 12)}`
  const last = version.applied.at(-1)
  return last === undefined ? 'none' : `${version.applied.length} (${last})`
}

async function resolveTable(connection: Connection, table: string): Promise<string | null> {
  const [row] = await connection.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)`,
    [quoteName(table)],
  )
  return row === undefined ? null : `${identifier(row.schema)}.${identifier(row.name)}`
}

function quoteName(table: string): string {
  return table.split('.').map(identifier).join('.')
}

type Row = Readonly<Record<string, string | null>>

function labelOf(row: Row): string {
  const told = (name: string) => (row[name] ?? '') !== ''
  const column = namingColumns.find(told)
  if (column === undefined) return JSON.stringify(row)
  return told('version') && column !== 'version' ? `${row['version']} ${row[column]}` : String(row[column])
}

const wholeNumber = /^-?\d+$/

function compareRows(one: Row, other: Row): number {
  for (const column of orderingColumns) {
    const [a, b] = [one[column] ?? null, other[column] ?? null]
    if (a === null || b === null || a === b) continue
    if (wholeNumber.test(a) && wholeNumber.test(b)) return BigInt(a) < BigInt(b) ? -1 : 1
    return a < b ? -1 : 1
  }
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
}

function digestOf(rows: readonly string[]): string {
  return createHash('sha256')
    .update([...rows].sort().join('\n'))
    .digest('hex')
}
