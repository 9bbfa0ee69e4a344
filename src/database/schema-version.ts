import { createHash } from 'node:crypto'

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

/** The version that a table of applied migrations tells: each row with its values as text, and as one text for the digest. */
export function versionOfRows(rows: readonly { readonly row: Row; readonly text: string }[]): SchemaVersion {
  const ordered = rows.toSorted((one, other) => compareRows(one.row, other.row))
  return { known: true, applied: ordered.map(({ row }) => labelOf(row)), digest: digestOf(rows.map(({ text }) => text)) }
}

/** Where there is no such table. */
export function unknownVersion(): SchemaVersion {
  return { known: false, applied: [], digest: digestOf([]) }
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
