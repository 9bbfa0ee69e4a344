import { type SchemaVersion, unknownVersion, versionOfRows } from '../../database/schema-version.ts'
import type { Connection } from '../connection.ts'
import { identifier, qualifiedIdentifier } from '../quoting.ts'

/** Null table: the project names none. Reads with the session's own search path, as the tool would. */
export async function readSchemaVersion(connection: Connection, table: string | null): Promise<SchemaVersion> {
  const relation = table === null ? null : await resolveTable(connection, table)
  if (relation === null) return unknownVersion()
  // Values as text: a version may be larger than what a number of JavaScript holds.
  const rows = await connection.query<{ row: Record<string, string | null>; text: string }>(
    `SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(fairlead_row.*))) AS row,
            to_jsonb(fairlead_row.*)::text AS text FROM ${relation} AS fairlead_row`,
  )
  return versionOfRows(rows)
}

/** The oid of the version table, or null. */
export async function versionTableOid(connection: Connection, table: string | null): Promise<string | null> {
  if (table === null) return null
  const [row] = await connection.query<{ oid: string | null }>('SELECT to_regclass($1)::oid::text AS oid', [qualifiedIdentifier(table)])
  return row?.oid ?? null
}

async function resolveTable(connection: Connection, table: string): Promise<string | null> {
  const [row] = await connection.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)`,
    [qualifiedIdentifier(table)],
  )
  return row === undefined ? null : `${identifier(row.schema)}.${identifier(row.name)}`
}
