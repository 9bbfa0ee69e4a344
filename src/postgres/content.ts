import type { Connection } from './connection.ts'
import { identifier } from './quoting.ts'

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

/** Settings that the text of a row depends on. */
const textSettings = `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1;
  SET LOCAL bytea_output = 'hex'; SET LOCAL xmlbinary = 'base64'; SET LOCAL lc_monetary = 'C'; SET LOCAL row_security = off; SET LOCAL search_path = pg_catalog`

/** Types whose hash tells two values apart whenever their text does. Not among them: enums (hashed by oid), numeric (1.0 = 1.00), json, arrays. */
const hashedByContent = ['int2', 'int4', 'int8', 'text', 'varchar', 'bool', 'timestamp', 'timestamptz', 'date', 'time', 'uuid', 'bytea']

/** Reads every table of the user once, inside the transaction of the connection. */
export async function readContent(connection: Connection): Promise<Content> {
  // Sequences first: they stand outside of transactions, and a restored one must not be behind what was read here.
  const sequences = await connection.query<SequenceValue>(
    `SELECT format('%I.%I', schemaname, sequencename) AS sequence, last_value::text AS last, increment_by::text AS increment FROM pg_sequences ORDER BY 1`,
  )
  await connection.query(textSettings)
  const tables: TableContent[] = []
  for (const found of await connection.query<FoundTable>(tableQuery, [hashedByContent])) tables.push(await readTable(connection, found))
  return { tables, sequences, largeObjects: await readLargeObjects(connection) }
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
  readonly byHash: boolean
}

const tableQuery = `
  SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS "table",
    NOT EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND (t.typnamespace <> 'pg_catalog'::regnamespace OR t.typname <> ALL ($1::text[]) OR NOT coalesce(l.collisdeterministic, true))) AS "byHash"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence IN ('p', 'u') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY 3`

async function readTable(connection: Connection, { schema, name, table, byHash }: FoundTable): Promise<TableContent> {
  const row = 'fairlead_row'
  const hash = byHash ? `hash_record_extended(${row}.*, 0)` : `hashtextextended((${row}.*)::text COLLATE "C", 0)`
  const [found] = await connection.query<{ rows: string; fingerprint: string }>(
    `SELECT count(*)::text AS rows, coalesce(sum(${hash}::numeric), 0)::text AS fingerprint
     FROM ONLY ${identifier(schema)}.${identifier(name)} AS ${row}`,
  )
  return { table, rows: Number(found?.rows ?? Number.NaN), fingerprint: found?.fingerprint ?? '' }
}

async function readLargeObjects(connection: Connection): Promise<Content['largeObjects']> {
  const [found] = await connection.query<{ count: string; fingerprint: string }>(
    `SELECT count(*)::text AS count, coalesce(sum(hashtextextended(encode(lo_get(oid), 'hex') COLLATE "C", oid::bigint)::numeric), 0)::text AS fingerprint
     FROM pg_largeobject_metadata`,
  )
  return { count: Number(found?.count ?? Number.NaN), fingerprint: found?.fingerprint ?? '' }
}
