import type { DatabaseSync } from 'node:sqlite'
import type { AppliedRow } from '../database/applied-migrations.ts'
import type { SqlFile } from '../database/sql-files.ts'
import { quoted, rowsOf } from './connection.ts'

/** The table of applied migrations as sqlx (0.7 to 0.9) makes it in SQLite. */
export function createSqlxTable(database: DatabaseSync, table: string): void {
  database.exec(`CREATE TABLE IF NOT EXISTS ${quoted(table)} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)`)
}

/** Every row, by version; empty where there is no table yet. */
export function readSqlxTable(database: DatabaseSync, table: string): AppliedRow[] {
  if (rowsOf(database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", table).length === 0) return []
  const rows = rowsOf<{ version: bigint; description: string; success: bigint; checksum: string }>(
    database,
    `SELECT version, description, success, lower(hex(checksum)) AS checksum FROM ${quoted(table)} ORDER BY version`,
  )
  return rows.map((row) => ({ ...row, success: row.success === 1n }))
}

/** The row of a migration that succeeded. sqlx counts the time in nanoseconds. */
export function recordApplied(
  database: DatabaseSync,
  { table, file, durationMs }: { table: string; file: SqlFile; durationMs: number },
): void {
  database
    .prepare(`INSERT INTO ${quoted(table)} (version, description, success, checksum, execution_time) VALUES (?, ?, TRUE, ?, ?)`)
    .run(file.version, file.description, Buffer.from(file.checksum, 'hex'), BigInt(Math.round(durationMs * 1_000_000)))
}
