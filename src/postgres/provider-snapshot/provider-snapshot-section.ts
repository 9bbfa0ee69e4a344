import { z } from 'zod'
import { positiveDurationSchema } from '../../config/duration-schema.ts'

/** `database.backup.snapshot`: a snapshot that the provider of the server takes, beside the backup in the store. */
export const providerSnapshotSchema = z
  .strictObject({
    create: z
      .string()
      .min(1)
      .describe('Begins the snapshot SNAPSHOT_NAME and prints JSON with its `id`: aws rds create-db-snapshot ... --query ...'),
    describe: z
      .string()
      .min(1)
      .describe(
        'Prints JSON of the snapshot SNAPSHOT_ID: `id`, `status`, `created` (ISO 8601; may be null until it is there), `database`.',
      ),
    of: z.string().min(1).describe('What `database` has to be: the name of the instance that is migrated.'),
    available: z.array(z.string()).min(1).default(['available']).describe('Every `status` of a snapshot that is whole.'),
    failed: z
      .array(z.string())
      .default(['failed', 'error', 'deleting', 'deleted'])
      .describe('Every `status` from which it never gets there. Any other is waited for.'),
    environment: z
      .record(z.string(), z.string())
      .default({})
      .describe('All that both commands get besides PATH, HOME, SNAPSHOT_NAME, SNAPSHOT_ID and RELEASE_ID. Secrets.'),
    every: positiveDurationSchema.default('10s').describe('How often it is looked at.'),
    timeout: positiveDurationSchema.default('30m').describe('How long it may take in all.'),
    restore: z.string().optional().describe('What a person does to restore it; shown, never run.'),
  })
  .describe('A snapshot of the provider, by its own commands. Nothing is migrated before it is whole, of this run and of this database.')

export type ProviderSnapshotSection = z.infer<typeof providerSnapshotSchema>
