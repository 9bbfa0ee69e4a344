import { z } from 'zod'
import { defineSection } from '../config/section.ts'
import { drillSchema, keepSchema, maxLostRowsSchema } from '../database/section-parts.ts'
import { storeSchema } from '../database/store-section.ts'
import { migrateSchema } from './migration/migrate-section.ts'
import { providerSnapshotSchema } from './provider-snapshot/provider-snapshot-section.ts'

const schema = z.strictObject({
  url: z
    .string()
    .describe('postgres://USER:PASSWORD@HOST:PORT/DATABASE of the role that owns the database and may create databases. A secret.'),
  'direct-url': z
    .string()
    .optional()
    .describe('The address of the server itself, where url leads to a connection pooler. A secret. Everything here goes this way.'),
  migrate: migrateSchema.describe('How the schema is brought forward: `command` for any tool, `sql` for a folder of SQL files.'),
  backup: z.strictObject({
    store: storeSchema,
    verify: z
      .union([z.literal(4), z.literal(5)])
      .default(4)
      .describe(
        '4: restored, and compared by counts and fingerprints. 5: moreover a dump of the restored copy is, byte for byte, the backup.',
      ),
    'restore-to': z
      .union([
        z.literal('beside'),
        z.literal('embedded'),
        z.literal('none'),
        z.strictObject({ scratch: z.string().describe('postgres:// url of its server. A secret.') }),
      ])
      .default('beside')
      .describe(
        'Where a backup is restored to prove it. beside: the copy is the standby database. scratch: on another server. embedded: on a server of the same version that the job starts. Both drop it again, so a failed migration is held. none: it is not proved (level 1).',
      ),
    'encrypt-to': z.string().optional().describe('Public age recipient (age1...): the job that writes a backup cannot read it.'),
    snapshot: providerSnapshotSchema.optional(),
    keep: keepSchema,
  }),
  drill: drillSchema,
  'max-lost-rows': maxLostRowsSchema.describe('A swap back that would lose more rows written since the backup is left to a person.'),
  maintenance: z
    .strictObject({
      on: z.string().min(1).describe('Lets the services answer that they are closed (503). 0 is done.'),
      off: z.string().min(1).describe('Opens them again. Also run after a run that was killed, so it must be safe to repeat.'),
    })
    .optional()
    .describe(
      'Run around a way back that first has to restore the stored backup, which takes minutes: so nothing is written meanwhile that would be lost.',
    ),
  client: z.string().optional().describe("Folder of pg_dump and pg_restore of the server's major. By default it is looked for."),
  'maintenance-database': z
    .string()
    .default('postgres')
    .describe('Database that holds the migration lock, and from which databases are renamed: another one than that of url.'),
})

export const databaseSection = defineSection({
  name: 'database',
  description: 'The PostgreSQL database: how it is reached, migrated and backed up.',
  sketch:
    'database:\n  url: "${env.DATABASE_URL}"\n  migrate: { command: npm run db:migrate, version-table: migrations }\n  backup: { store: { directory: backups } }',
  schema,
})
