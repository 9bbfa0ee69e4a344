import { z } from 'zod'
import { storedFileSchema } from '../../database/stored-backup.ts'

/**
 * What a backup is: its files with their hashes, and what the database held in the very snapshot they were taken of.
 * Written last: a folder without it is no backup. Holds no host, no user, no password.
 */
export type BackupManifest = z.infer<typeof manifestSchema>

/** What the manifest says of the database: known when it is dumped, before a file is stored. */
export type DumpedDatabase = Omit<BackupManifest, 'files'>

const contentSchema = z.strictObject({
  tables: z.array(z.strictObject({ table: z.string(), rows: z.number(), fingerprint: z.string() })),
  sequences: z.array(z.strictObject({ sequence: z.string(), last: z.string().nullable(), increment: z.string() })),
  largeObjects: z.strictObject({ count: z.number(), fingerprint: z.string() }),
})

const countersSchema = z.strictObject({
  epoch: z.string(),
  tables: z.record(z.string(), z.strictObject({ table: z.string(), written: z.number() })),
})

export const manifestSchema = z.strictObject({
  schema: z.literal(1),
  release: z.string(),
  commit: z.string(),
  /** ISO 8601 in UTC: when the snapshot was taken. */
  takenAt: z.string(),
  database: z.strictObject({ name: z.string(), systemIdentifier: z.string(), serverVersion: z.string(), clientVersion: z.string() }),
  /** How the database must be made so that the restored one is equal. */
  creation: z.strictObject({
    encoding: z.string(),
    collate: z.string(),
    characterType: z.string(),
    provider: z.string(),
    locale: z.string().nullable(),
  }),
  /** Write-ahead log position of the snapshot. */
  walPosition: z.string().nullable(),
  /** Age recipient, or null for a plain archive. */
  encryptedTo: z.string().nullable(),
  files: z.array(storedFileSchema),
  version: z.strictObject({ known: z.boolean(), applied: z.array(z.string()), digest: z.string() }),
  structure: z.strictObject({ objects: z.record(z.string(), z.string()), fingerprint: z.string(), shape: z.string() }),
  invalidIndexes: z.array(z.string()),
  content: contentSchema,
  counters: countersSchema,
})
