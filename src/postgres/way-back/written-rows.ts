import type { Connection } from '../connection.ts'
import { versionTableOid } from '../migration/version-table.ts'

/** How many rows were ever inserted, updated and deleted in each table, at one moment. Numbers of two moments tell what was written between. */
export interface Counters {
  /** Counters begin anew with the server and with a reset: then nothing can be told. */
  readonly epoch: string
  /** oid -> table and rows written. */
  readonly tables: Readonly<Record<string, { readonly table: string; readonly written: number }>>
}

/** Rows written between two moments: an upper bound, since rolled back rows count too. */
export interface RowsWritten {
  /** Null: it cannot be known. */
  readonly rows: number | null
  readonly tables: readonly { readonly table: string; readonly rows: number }[]
}

/** Counters of the database of this connection, without the migration tool's own table. */
export async function readCounters(connection: Connection, versionTable: string | null): Promise<Counters> {
  const except = await versionTableOid(connection, versionTable)
  const [server] = await connection.query<{ epoch: string; major: number }>(
    `SELECT concat_ws(' ', extract(epoch FROM pg_postmaster_start_time())::text, extract(epoch FROM stats_reset)::text) AS epoch,
            current_setting('server_version_num')::int / 10000 AS major FROM pg_stat_database WHERE datname = current_database()`,
  )
  // Before 15 a collector process sums up what sessions report, every half second.
  if ((server?.major ?? 0) < 15) await connection.query('SELECT pg_sleep(1.2)')
  const rows = await connection.query<{ oid: string; table: string; written: string }>(
    `SELECT relid::text AS oid, format('%I.%I', schemaname, relname) AS "table", (n_tup_ins + n_tup_upd + n_tup_del)::text AS written
     FROM pg_stat_user_tables WHERE relid::text IS DISTINCT FROM $1 ORDER BY 2`,
    [except],
  )
  return {
    epoch: server?.epoch ?? '',
    tables: Object.fromEntries(rows.map(({ oid, table, written }) => [oid, { table, written: Number(written) }])),
  }
}

/** Rows written since the baseline, by anyone. Sessions must have ended to be counted whole. */
export async function countRowsSince(connection: Connection, baseline: Counters, versionTable: string | null = null): Promise<RowsWritten> {
  return rowsBetween(baseline, await readCounters(connection, versionTable))
}

/** Bytes of write-ahead log since a position, of all databases of the server; null where that cannot be told. */
export async function walBytesSince(connection: Connection, position: string | null): Promise<number | null> {
  if (position === null) return null
  const [row] = await connection.query<{ bytes: string }>('SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn)::text AS bytes', [
    position,
  ])
  return row === undefined ? null : Number(row.bytes)
}

export function rowsBetween(before: Counters, after: Counters): RowsWritten {
  const tables = Object.entries(after.tables).flatMap(([oid, { table, written }]) => {
    const rows = written - (before.tables[oid]?.written ?? 0)
    return rows === 0 ? [] : [{ table, rows }]
  })
  // A dropped table took its count along; what was written to it before cannot be told.
  const allThere = Object.keys(before.tables).every((oid) => after.tables[oid] !== undefined)
  const known = before.epoch === after.epoch && allThere && tables.every(({ rows }) => rows > 0)
  return { rows: known ? tables.reduce((sum, { rows }) => sum + rows, 0) : null, tables }
}
