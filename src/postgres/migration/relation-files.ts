import type { Connection } from '../connection.ts'

/** Where the tables, indexes and materialized views of a database lie on its disk: one that was written anew has another file. */
export type RelationFiles = ReadonlyMap<string, { readonly name: string; readonly file: string }>

export async function readRelationFiles(session: Connection): Promise<RelationFiles> {
  const rows = await session.query<{ oid: string; name: string; file: string }>(
    `SELECT c.oid::text, format('%I.%I', n.nspname, c.relname) AS name, pg_relation_filenode(c.oid)::text AS file
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'i', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  )
  return new Map(rows.map(({ oid, ...relation }) => [oid, relation]))
}

/** Names of those that were written anew between two looks. */
export function rewrittenBetween(before: RelationFiles, after: RelationFiles): string[] {
  return [...before].flatMap(([oid, { name, file }]) => ((after.get(oid)?.file ?? file) === file ? [] : [name])).sort()
}

/** How far the write-ahead log of the whole server has come, in bytes. */
export async function walBytes(session: Connection): Promise<number> {
  const [row] = await session.query<{ bytes: string }>(`SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS bytes`)
  return Number(row?.bytes ?? Number.NaN)
}
