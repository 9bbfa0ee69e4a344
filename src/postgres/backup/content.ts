import type { Connection } from '../connection.ts'
import { identifier } from '../quoting.ts'

/** What a table holds: two tables with equal counts and fingerprints hold the same rows, in whatever order. */
export interface TableContent {
  /** `public.flights`, quoted where needed. */
  readonly table: string
  readonly rows: number
  /** Sum of a 64-bit hash of each row. A sum, not an exclusive or: equal rows must not cancel out. */
  readonly fingerprint: string
}

export interface SequenceValue {
  readonly sequence: string
  /** Null: never used. */
  readonly last: string | null
  readonly increment: string
}

export interface Content {
  readonly tables: readonly TableContent[]
  readonly sequences: readonly SequenceValue[]
  readonly largeObjects: { readonly count: number; readonly fingerprint: string }
}

/** Settings that the text of a value depends on. A transaction that is rolled back takes them along. */
const textSettings = `SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 1;
  SET bytea_output = 'hex'; SET xmlbinary = 'base64'; SET lc_monetary = 'C'; SET row_security = off; SET search_path = pg_catalog`

/** Types whose hash tells two values apart whenever their text does. Not among them: enums (hashed by oid), numeric (1.0 = 1.00), json, arrays. */
const hashedByContent = ['int2', 'int4', 'int8', 'bool', 'timestamp', 'timestamptz', 'date', 'time', 'uuid', 'bytea']
/** The same, byte by byte: a collation may hold two texts for equal. */
const hashedByBytes = ['text', 'varchar']

/** Reads every table of the user once, inside the transaction of the connection. */
export async function readContent(connection: Connection): Promise<Content> {
  // Sequences first: they stand outside of transactions, and a restored one must not be behind what was read here.
  const sequences = await readSequences(connection)
  const tables: TableContent[] = []
  for (const table of await findTables(connection)) tables.push(await readTable(connection, table))
  return { tables, sequences, largeObjects: await readLargeObjects(connection) }
}

/** Reads the tables of a database that is being filled, each when it is told to be full. Not in one transaction, so that it holds nobody up. */
export interface FillingContent {
  /** The table of this name is full. Of two with one name none is read before the end. */
  filled(name: string): void
  /** All are full: reads what was not read yet. */
  finish(): Promise<Content>
}

export function readWhileFilled(connection: Connection): FillingContent {
  const read = new Map<string, TableContent>()
  // Failures are told by `finish`: nobody waits for the reading before.
  let reading: Promise<void> = Promise.resolve()
  return {
    filled(name) {
      reading = reading.then(async () => {
        const [table, namesake] = (await findTables(connection)).filter((found) => found.name === name)
        if (table !== undefined && namesake === undefined) read.set(table.table, await readTable(connection, table))
      })
      reading.catch(() => {})
    },
    async finish() {
      await reading
      const tables: TableContent[] = []
      for (const table of await findTables(connection)) tables.push(read.get(table.table) ?? (await readTable(connection, table)))
      return { tables, sequences: await readSequences(connection), largeObjects: await readLargeObjects(connection) }
    },
  }
}

/** Where the second content is not the first: `public.bookings: 5000 rows, then 2000`. Empty: they are the same. */
export function contentDifferences(first: Content, second: Content): string[] {
  const others = new Map(second.tables.map((table) => [table.table, table]))
  const differences = first.tables.flatMap(({ table, rows, fingerprint }) => {
    const other = others.get(table)
    others.delete(table)
    if (other === undefined) return [`${table}: ${rows} rows, then no table`]
    if (other.rows !== rows) return [`${table}: ${rows} rows, then ${other.rows}`]
    return other.fingerprint === fingerprint ? [] : [`${table}: ${rows} rows with another content`]
  })
  for (const { table, rows } of others.values()) differences.push(`${table}: no table, then ${rows} rows`)
  const { count, fingerprint } = first.largeObjects
  if (second.largeObjects.count !== count) differences.push(`large objects: ${count}, then ${second.largeObjects.count}`)
  else if (second.largeObjects.fingerprint !== fingerprint) differences.push(`large objects: ${count} with another content`)
  return differences
}

/** Sequences of the copy that would give out a number again that the original had given out. */
export function sequencesBehind(original: Content, copy: Content): string[] {
  const copied = new Map(copy.sequences.map((value) => [value.sequence, value.last]))
  return original.sequences.flatMap(({ sequence, last, increment }) => {
    if (last === null) return []
    const other = copied.get(sequence) ?? null
    const ahead = other !== null && (increment.startsWith('-') ? BigInt(other) <= BigInt(last) : BigInt(other) >= BigInt(last))
    return ahead ? [] : [`sequence ${sequence}: at ${last}, then ${other ?? 'unused'}`]
  })
}

interface FoundTable {
  readonly schema: string
  readonly name: string
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly as: 'value' | 'bytes' | 'text' | 'row' }[] | null
}

/**
 * How each column is hashed: by its value or its bytes, by its text, or only within the text of its row: a type from
 * elsewhere may have a cast to text that loses something, and that of bare `bpchar` loses blanks.
 */
const tableQuery = `
  SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS "table",
    (SELECT json_agg(json_build_object('name', a.attname, 'as',
        CASE WHEN t.typtype <> 'e' AND t.typnamespace <> 'pg_catalog'::regnamespace OR t.typname = 'bpchar' AND a.atttypmod < 0 THEN 'row'
             WHEN t.typname = ANY ($1::text[]) THEN 'value'
             WHEN t.typname = ANY ($2::text[]) OR t.typname = 'bpchar' THEN 'bytes'
             ELSE 'text' END) ORDER BY a.attnum)
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence IN ('p', 'u') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY 3`

async function findTables(connection: Connection): Promise<FoundTable[]> {
  await connection.query(textSettings)
  return connection.query<FoundTable>(tableQuery, [hashedByContent, hashedByBytes])
}

async function readTable(connection: Connection, { schema, name, table, columns }: FoundTable): Promise<TableContent> {
  const [found] = await connection.query<{ rows: string; fingerprint: string }>(
    `SELECT count(*)::text AS rows, coalesce(sum(${rowHash(columns ?? [])}), 0)::text AS fingerprint
     FROM ONLY ${identifier(schema)}.${identifier(name)} AS ${row}`,
  )
  return { table, rows: Number(found?.rows ?? Number.NaN), fingerprint: found?.fingerprint ?? '' }
}

const row = 'fairlead_row'

/** A bigint. The text of a whole row costs twice the time of its columns: quotes and backslashes are doubled in it. */
function rowHash(columns: NonNullable<FoundTable['columns']>): string {
  if (columns.length === 0 || columns.some((column) => column.as === 'row')) return `hashtextextended((${row}.*)::text COLLATE "C", 0)`
  const casts = { value: '', bytes: ' COLLATE "C"', text: '::text COLLATE "C"', row: '' }
  const values = columns.map((column) => `${row}.${identifier(column.name)}${casts[column.as]}`)
  return `hash_record_extended(ROW(${values.join(', ')}), 0)`
}

async function readSequences(connection: Connection): Promise<SequenceValue[]> {
  return connection.query<SequenceValue>(
    `SELECT format('%I.%I', schemaname, sequencename) AS sequence, last_value::text AS last, increment_by::text AS increment FROM pg_sequences ORDER BY 1`,
  )
}

async function readLargeObjects(connection: Connection): Promise<Content['largeObjects']> {
  const [found] = await connection.query<{ count: string; fingerprint: string }>(
    `SELECT count(*)::text AS count, coalesce(sum(hashtextextended(encode(lo_get(oid), 'hex') COLLATE "C", oid::bigint)::numeric), 0)::text AS fingerprint
     FROM pg_largeobject_metadata`,
  )
  return { count: Number(found?.count ?? Number.NaN), fingerprint: found?.fingerprint ?? '' }
}
