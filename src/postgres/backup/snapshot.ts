import { together } from '../../core/together.ts'
import type { SchemaVersion } from '../../database/schema-version.ts'
import type { Connection } from '../connection.ts'
import { readSchemaVersion } from '../migration/version-table.ts'
import { invalidIndexes, readSchema, type Schema } from '../schema.ts'
import { type Counters, readCounters } from '../way-back/written-rows.ts'
import { type Content, readContent } from './content.ts'

/** A database without its rows. */
export interface Structure {
  readonly version: SchemaVersion
  readonly schema: Schema
  readonly invalidIndexes: readonly string[]
  readonly counters: Counters
}

/** Everything a backup is compared by, read in one transaction. */
export interface Snapshot extends Structure {
  readonly content: Content
  readonly walPosition: string | null
}

/** Quick at any size: reads the catalogue only. */
export async function readStructure(connection: Connection, versionTable: string | null): Promise<Structure> {
  const counters = await readCounters(connection, versionTable)
  const version = await readSchemaVersion(connection, versionTable)
  return { version, schema: await readSchema(connection), invalidIndexes: await invalidIndexes(connection), counters }
}

/**
 * Reads the database at one moment, and lets `beside` work on the very same moment under the exported snapshot's name:
 * what pg_dump writes and what is counted here cannot differ, whatever others write meanwhile.
 */
export async function readSnapshot(
  connection: Connection,
  {
    versionTable,
    beside = null,
  }: { versionTable: string | null; beside?: ((snapshot: string, stop: AbortSignal) => Promise<void>) | null },
): Promise<Snapshot> {
  // Before the snapshot: a row written between the two is counted as written since, which errs on the careful side.
  const counters = await readCounters(connection, versionTable)
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    const [exported] = await connection.query<{ snapshot: string; lsn: string | null }>(
      'SELECT pg_export_snapshot() AS snapshot, pg_current_wal_lsn()::text AS lsn',
    )
    const version = await readSchemaVersion(connection, versionTable)
    const schema = await readSchema(connection)
    const invalid = await invalidIndexes(connection)
    // The dump needs the transaction, and the transaction has no use without the dump.
    const [content] = await together(
      () => readContent(connection),
      async (stop) => beside?.(exported?.snapshot ?? '', stop),
    )
    return { version, schema, content, invalidIndexes: invalid, counters, walPosition: exported?.lsn ?? null }
  } finally {
    await connection.query('ROLLBACK').catch(() => {})
  }
}
