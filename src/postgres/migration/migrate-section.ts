import { z } from 'zod'
import { durationSchema, wholeMillisecondsSchema } from '../../config/duration-schema.ts'
import { ruleClasses, ruleCodes } from '../policy/policy-rules.ts'
import { expectationSchema } from './expectation-section.ts'
import { tableName } from './table-name.ts'

const policy = z
  .strictObject({
    refuse: z
      .array(z.enum([...ruleClasses, ...ruleCodes]))
      .default(['fails'])
      .describe('Rules, or whole classes of them (fails, destroys, locks, breaks), that a migration is refused for. The others are told.'),
    allow: z
      .array(
        z.strictObject({
          rule: z.enum(ruleCodes),
          file: z.string().optional().describe('The migration file it is allowed in; without it, in all.'),
          because: z.string().min(10).describe('Why it may pass; stands in the plan.'),
        }),
      )
      .default([]),
  })
  .prefault({})
  .describe('What is judged in the SQL files that are still to be run, joined with the live tables. A command needs `directory` for it.')

/** What every kind of migration takes. */
const common = {
  policy,
  rehearse: z
    .boolean()
    .default(true)
    .describe(
      'Whether the migration first runs on a copy of the restored backup. The copy needs as much disk as the database, for as long as that takes.',
    ),
  compatible: z
    .strictObject({
      command: z
        .string()
        .min(1)
        .describe('Run against the migrated copy (DATABASE_URL) with PREVIOUS_COMMIT: tests or a probe of the release before. 0 is yes.'),
      required: z
        .boolean()
        .default(true)
        .describe('Whether a no ends the release before production is touched; false only tells it in schema-compatible.'),
    })
    .optional()
    .describe('Proves that the release before can live with the new schema, so that users can go back to it.'),
  expect: z
    .array(expectationSchema)
    .default([])
    .describe('What has to hold once the migration has run: on the copy, before production is touched, and in production.'),
  'lock-timeout': wholeMillisecondsSchema
    .default('75ms')
    .describe(
      'A statement that waits longer for a table gives up, so that nobody queues behind it, and is tried again. 75ms costs a second of release time and saves users minutes.',
    ),
  'lock-patience': durationSchema
    .default('60s')
    .describe('How long it is tried again before the release gives up and names who held the lock.'),
}

const command = z.strictObject({
  command: z.string().min(1).describe('Any migration tool, run by bash in the release folder; DATABASE_URL and PGOPTIONS are set.'),
  'version-table': tableName
    .optional()
    .describe("The tool's own table of applied migrations. Without it the schema itself is the version."),
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe('More variables for the command; they win over the ones that are set.'),
  'error-lines': z
    .enum(['fail', 'allow'])
    .default('fail')
    .describe(
      'What a line of its output such as `ERROR: ...` means though it ends with 0. psql without ON_ERROR_STOP goes on after an error.',
    ),
  directory: z.string().optional().describe('Folder of the migrations: its content becomes part of what a plan-id approves.'),
  'application-name': z
    .string()
    .optional()
    .describe(
      'How the sessions of the command call themselves, where the tool sets a name of its own: tells them from those of the services.',
    ),
  ...common,
})

const sql = z.strictObject({
  sql: z
    .string()
    .min(1)
    .describe(
      'Folder of SQL files, VERSION_DESCRIPTION.sql or .up.sql and .down.sql, run by Fairlead itself as sqlx would: no tool is needed.',
    ),
  'version-table': tableName.default('_sqlx_migrations').describe('Table of applied migrations, as sqlx keeps it.'),
  'prove-down': z
    .boolean()
    .default(false)
    .describe(
      'Whether the .down.sql files are tried on a copy too. Where they lead back to the very database, rollback takes them instead of the backup: rows written since are kept.',
    ),
  'out-of-order': z.boolean().default(false).describe('Whether a migration older than one that was applied may still be applied.'),
  ...common,
})

/** `database.migrate`: exactly one kind, and what is common to all. */
export const migrateSchema = z.union([command, sql])

export type MigrateSection = z.infer<typeof migrateSchema>
export type CommandSection = z.infer<typeof command>
export type SqlSection = z.infer<typeof sql>
