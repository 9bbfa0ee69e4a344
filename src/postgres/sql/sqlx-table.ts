import { crc32 } from 'node:zlib'
import type { World } from '../../core/world.ts'
import type { AppliedRow } from '../../database/applied-migrations.ts'
import type { SqlFile } from '../../database/sql-files.ts'
import type { Connection } from '../connection.ts'
import { qualifiedIdentifier } from '../quoting.ts'

/** The table of applied migrations as sqlx (0.7 to 0.9) makes it. */
export async function createSqlxTable(session: Connection, table: string): Promise<void> {
  await session.query(
    `CREATE TABLE IF NOT EXISTS ${qualifiedIdentifier(table)} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
    success BOOLEAN NOT NULL,
    checksum BYTEA NOT NULL,
    execution_time BIGINT NOT NULL
)`,
  )
}

/** The table with the schema where it is or would be made now: a migration may set another search_path behind itself. */
export async function locateSqlxTable(session: Connection, table: string): Promise<string> {
  const [found] = await session.query<{ schema: string | null }>(
    `SELECT coalesce((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)),
                     current_schema())::text AS schema`,
    [qualifiedIdentifier(table)],
  )
  const schema = found?.schema ?? null
  return table.includes('.') || schema === null || schema.includes('.') ? table : `${schema}.${table}`
}

/** Every row, by version; empty where there is no table yet. */
export async function readSqlxTable(session: Connection, table: string): Promise<AppliedRow[]> {
  const [found] = await session.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [qualifiedIdentifier(table)])
  if (found?.there !== true) return []
  const rows = await session.query<{ version: string; description: string; success: boolean; checksum: string }>(
    `SELECT version::text AS version, description, success, encode(checksum, 'hex') AS checksum FROM ${qualifiedIdentifier(table)} ORDER BY ${qualifiedIdentifier(table)}.version`,
  )
  return rows.map((row) => ({ ...row, version: BigInt(row.version) }))
}

/** The row of a migration that succeeded. sqlx counts the time in nanoseconds. */
export async function recordApplied(
  session: Connection,
  { table, file, durationMs }: { table: string; file: SqlFile; durationMs: number },
): Promise<void> {
  await session.query(
    `INSERT INTO ${qualifiedIdentifier(table)} (version, description, success, checksum, execution_time) VALUES ($1, $2, TRUE, decode($3, 'hex'), $4)`,
    [String(file.version), file.description, file.checksum, String(BigInt(Math.round(durationMs * 1_000_000)))],
  )
}

/** As `sqlx migrate revert`: a migration that was taken back has no row. */
export async function forgetApplied(session: Connection, { table, version }: { table: string; version: bigint }): Promise<void> {
  await session.query(`DELETE FROM ${qualifiedIdentifier(table)} WHERE version = $1`, [String(version)])
}

/** The advisory lock that sqlx's own Migrator takes, so that a service that migrates when it boots and we exclude each other. */
export function sqlxLockKey(database: string): bigint {
  return 0x3d32ad9en * BigInt(crc32(database))
}

/**
 * Takes it for the rest of the session, asking again and again: one who waits inside the server would hold up
 * CREATE INDEX CONCURRENTLY, and be held up by it. False: somebody else holds it to the end of our patience.
 */
export async function takeSqlxLock(
  session: Connection,
  { database, patienceMs }: { database: string; patienceMs: number },
  { clock, sleep, cancellation }: Pick<World, 'clock' | 'sleep' | 'cancellation'>,
): Promise<boolean> {
  const key = String(sqlxLockKey(database))
  for (const until = clock.elapsedMs() + patienceMs; ; await sleep(100)) {
    const [row] = await session.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS locked', [key])
    if (row?.locked === true) return true
    if (clock.elapsedMs() > until) return false
    cancellation.throwIfRequested('waiting for the lock of another migrator')
  }
}
