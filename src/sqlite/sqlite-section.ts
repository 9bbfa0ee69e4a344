import { z } from 'zod'
import { durationSchema } from '../config/duration-schema.ts'
import { defineSection } from '../config/section.ts'
import { drillSchema, keepSchema, maxLostRowsSchema } from '../database/section-parts.ts'
import { storeSchema } from '../database/store-section.ts'

const tableName = z.string().regex(/^[A-Za-z_][\w$]*$/, 'Expected a table name')

const common = {
  rehearse: z.boolean().default(true).describe('Whether the migration first runs on a copy of the restored backup.'),
  'lock-patience': durationSchema
    .default('60s')
    .describe('How long a lock of others on the file is waited for before the release gives up and names who held it.'),
}

const command = z.strictObject({
  command: z
    .string()
    .min(1)
    .describe('Any migration tool, run by bash in the release folder; DATABASE_URL (sqlite:PATH) and DATABASE_FILE (PATH) are set.'),
  'version-table': tableName
    .optional()
    .describe("The tool's own table of applied migrations. Without it the schema itself is the version."),
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe('More variables for the command. ${sqlite.file} in them is the path of the file that is migrated: "file:${sqlite.file}".'),
  directory: z.string().optional().describe('Folder of the migrations: its content becomes part of what a plan-id approves.'),
  ...common,
})

const sql = z.strictObject({
  sql: z
    .string()
    .min(1)
    .describe('Folder of SQL files, VERSION_DESCRIPTION.sql, run by Fairlead itself as sqlx would: one transaction a file.'),
  'version-table': tableName.default('_sqlx_migrations').describe('Table of applied migrations, as sqlx keeps it.'),
  'out-of-order': z.boolean().default(false).describe('Whether a migration older than one that was applied may still be applied.'),
  ...common,
})

const schema = z.strictObject({
  file: z.string().min(1).describe('Path of the database file, from the working directory. It must survive the job.'),
  migrate: z.union([command, sql]).describe('How the schema is brought forward: `command` for any tool, `sql` for a folder of SQL files.'),
  backup: z.strictObject({
    store: storeSchema,
    'encrypt-to': z.string().optional().describe('Public age recipient (age1...): the stored backup opens with its secret key alone.'),
    keep: keepSchema,
  }),
  drill: drillSchema,
  'max-lost-rows': maxLostRowsSchema.describe(
    'A way back that would lose more rows that others may have written since the backup is left to a person.',
  ),
})

export const sqliteSection = defineSection({
  name: 'sqlite',
  description: 'A SQLite database file, in the place of `database`: how it is migrated and backed up.',
  sketch:
    'sqlite:\n  file: data/traqora.db\n  migrate: { command: npm run db:migrate, version-table: migrations }\n  backup: { store: { directory: backups } }',
  schema,
  provides: () => ['sqlite.file'],
})

export type SqliteSection = z.infer<typeof schema>
export type SqliteCommandSection = z.infer<typeof command>
export type SqliteSqlSection = z.infer<typeof sql>
