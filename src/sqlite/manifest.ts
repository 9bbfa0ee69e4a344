import { z } from 'zod'
import { type BackupKind, type StoredBackup, storedFileSchema } from '../database/stored-backup.ts'
import type { FileCheck } from './check-file.ts'
import type { SqliteSnapshot } from './content.ts'

/** What a backup of a SQLite file is: the file with its hashes, and what it held in the very read transaction it was taken in. */
export type SqliteManifest = z.infer<typeof schema>

export type SqliteBackup = StoredBackup<SqliteManifest>

const schema = z.strictObject({
  schema: z.literal(1),
  engine: z.literal('sqlite'),
  release: z.string(),
  commit: z.string(),
  /** ISO 8601 in UTC. */
  takenAt: z.string(),
  /** The live file as fairlead.yml names it, and the SQLite that read it. */
  database: z.strictObject({ file: z.string(), sqliteVersion: z.string() }),
  encryptedTo: z.string().nullable(),
  files: z.array(storedFileSchema),
  structure: z.strictObject({ objects: z.record(z.string(), z.string()), fingerprint: z.string() }),
  version: z.strictObject({ known: z.boolean(), applied: z.array(z.string()), digest: z.string() }),
  tables: z.array(z.strictObject({ table: z.string(), rows: z.number(), fingerprint: z.string(), columns: z.string() })),
  /** Rows that refer to none, by table, as they were. */
  danglingRows: z.record(z.string(), z.number()),
})

export const sqliteBackups: BackupKind<SqliteManifest> = { read: (json) => schema.parse(json) }

/** What the database held when the backup was taken. */
export function snapshotOf({ structure, version, tables }: SqliteManifest): SqliteSnapshot {
  return { ...structure, version, tables }
}

export function checkOf({ danglingRows }: SqliteManifest): FileCheck {
  return { damage: [], danglingRows }
}
