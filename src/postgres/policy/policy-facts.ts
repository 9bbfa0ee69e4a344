import type { Connection } from '../connection.ts'
import type { LiveTables, TableFacts } from './policy-tables.ts'

/** What the live database says of its tables: how large they are, and what depends on their columns. Reads the catalogue only. */
export async function readLiveTables(connection: Connection): Promise<LiveTables> {
  const rows = await connection.query<TableFacts & { schema: string; name: string; bytes: string }>(tablesQuery)
  const tables = new Map<string, TableFacts>()
  for (const { schema, name, ...given } of rows) {
    const facts = { ...given, bytes: Number(given.bytes) }
    tables.set(`${schema}.${name}`, facts)
    if (!tables.has(name)) tables.set(name, facts)
  }
  return tables
}

/**
 * Those that the search path leads to come first, of the others the largest: a file may set a path of its own. ALTER TABLE takes
 * views and sequences too. reltuples is -1 until a table is first counted; then the statistics of its writes must do.
 */
const tablesQuery = `
WITH columns AS (
  SELECT attrelid, jsonb_object_agg(attname, format_type(atttypid, atttypmod)) AS types
  FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped GROUP BY attrelid),
readers AS (
  SELECT refobjid, jsonb_object_agg(attname, views) AS views FROM (
    SELECT d.refobjid, a.attname, jsonb_agg(DISTINCT r.ev_class::regclass::text) AS views
    FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass AND r.ev_class <> d.refobjid
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 GROUP BY 1, 2) AS one GROUP BY refobjid),
proved AS (
  SELECT k.conrelid, jsonb_agg(a.attname) AS names FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
  WHERE k.contype = 'c' AND k.convalidated AND array_length(k.conkey, 1) = 1
    AND pg_get_constraintdef(k.oid) = format('CHECK ((%I IS NOT NULL))', a.attname) GROUP BY k.conrelid)
SELECT n.nspname AS schema, c.relname AS name, pg_total_relation_size(c.oid)::text AS bytes,
  (CASE WHEN c.reltuples >= 0 THEN c.reltuples ELSE coalesce(s.n_live_tup, 0) END)::float8 AS rows,
  coalesce(columns.types, '{}') AS columns, coalesce(readers.views, '{}') AS views, coalesce(proved.names, '[]') AS "provedNotNull"
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid LEFT JOIN columns ON columns.attrelid = c.oid
LEFT JOIN readers ON readers.refobjid = c.oid LEFT JOIN proved ON proved.conrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY pg_table_is_visible(c.oid) DESC, pg_total_relation_size(c.oid) DESC, c.oid`
