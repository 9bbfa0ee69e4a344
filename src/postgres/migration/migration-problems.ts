import { defineProblem } from '../../core/problem.ts'

const nothingRan = 'Nothing was run, and nothing was changed.'

export const migrationRefused = defineProblem({
  code: 'postgres/migration-refused',
  example: {
    rule: 'create-index',
    class: 'locks',
    subject: 'public.bookings',
    what: 'writes to the table wait until the index is built',
    remedy: 'Write CONCURRENTLY, in a file of its own that begins with "-- no-transaction".',
  },
  what: ({ rule, class: group, subject, what }) =>
    `The policy refuses ${rule} (${group})${subject === '' ? '' : ` on ${subject}`}: ${what}.`,
  state: nothingRan,
  remedy: ({ rule, remedy }) =>
    `${remedy} Or let it through by name:\ndatabase:\n  migrate:\n    policy:\n      allow: [{ rule: ${rule}, because: the reason }]`,
})

export const rehearsalFailed = defineProblem({
  code: 'postgres/rehearsal-failed',
  example: {
    reason: 'column "seats" of relation "bookings" contains null values',
    state: 'The live database was not touched. The verified backup is kept.',
  },
  what: ({ reason }) => `The migration failed on a copy of the live database: ${reason}`,
  state: ({ state }) => state,
  remedy: 'Correct the migration, then release again.',
})

export const rehearsalEscaped = defineProblem({
  code: 'postgres/rehearsal-escaped',
  example: { database: 'traqora' },
  what: ({ database }) =>
    `The migration was to run on a copy, and "${database}" itself changed meanwhile: the command does not take its database from DATABASE_URL, or somebody else changed it.`,
  state: 'What was done about it is told by the problem beside this one.',
  remedy: 'Let the command read DATABASE_URL (database.migrate.environment gives it other names), or set database.migrate.rehearse: false.',
})

export const schemaIncompatible = defineProblem({
  code: 'postgres/schema-incompatible',
  example: {
    reason: 'it ended with 1: column "passenger" does not exist',
    state: 'The live database was not touched. The verified backup is kept.',
  },
  what: ({ reason }) => `The release before cannot live with the new schema: ${reason}`,
  state: ({ state }) => `This was seen on a copy. ${state}`,
  remedy:
    'Make it two releases: first add what is new, then take away what is old. Or set database.migrate.compatible.required: false: users then cannot go back to the release before without the database.',
})

export const contractTooEarly = defineProblem({
  code: 'postgres/contract-too-early',
  example: { name: 'seats' },
  what: ({ name }) =>
    `The contract phase of "${name}" takes away what the release before may use: its expand phase is in no accepted release.`,
  state: nothingRan,
  remedy: ({ name }) => `Release the migration with "-- fairlead: expand ${name}" first, and wait until that release is accepted.`,
})

export const lockNotHad = defineProblem({
  code: 'postgres/lock-not-had',
  example: {
    reason: 'canceling statement due to lock timeout',
    attempts: 31,
    blockers: "process 4711 (psql, idle in transaction for 12 min 5 s): SELECT * FROM bookings WHERE passenger = '...'",
    state: 'The database is proved unchanged: schema, version table and every row are as in the backup.',
  },
  what: ({ reason, attempts, blockers }) =>
    `A lock that the migration needs was not to be had in ${attempts} attempts (${reason}). In the way: ${blockers === '' ? 'nobody was seen' : blockers}`,
  state: ({ state }) => state,
  remedy:
    'End what is in the way (SELECT pg_terminate_backend(PROCESS);) or wait for it, then release again. database.migrate.lock-patience says how long it is tried.',
})

export const dumpRunning = defineProblem({
  code: 'postgres/dump-running',
  example: { database: 'traqora', dumps: 'process 4711 (pg_dump, active for 12 min 5 s)', waited: '60.0 s' },
  what: ({ database, dumps, waited }) => `"${database}" is being dumped by others, and was so for ${waited}: ${dumps}`,
  state: 'Nothing was migrated. The verified backup is kept.',
  remedy: 'Wait for the dump to end, then release again; or release at another hour than the dumps.',
})

export const migrationNeedsNoTransaction = defineProblem({
  code: 'postgres/migration-transaction',
  example: { statement: 'CREATE INDEX CONCURRENTLY' },
  what: ({ statement }) => `${statement} cannot run inside a transaction, and this file runs in one.`,
  state: nothingRan,
  remedy: 'Put it into a file of its own whose very first line is "-- no-transaction". Several such statements in one file are fine here.',
})

export const transactionInMigration = defineProblem({
  code: 'postgres/transaction-in-migration',
  example: { statement: 'COMMIT' },
  what: ({ statement }) => `${statement} ends the transaction that the whole file runs in: a failure behind it would leave it half done.`,
  state: nothingRan,
  remedy: 'Remove BEGIN and COMMIT: the file is applied whole or not at all without them.',
})

export const migrationFailed = defineProblem({
  code: 'postgres/migration-failed',
  example: { reason: 'the command ended with 1: ERROR: column "seats" already exists', state: 'The database is proved unchanged.' },
  what: ({ reason }) => `The migration failed: ${reason}`,
  state: ({ state }) => state,
  remedy: 'Correct the migration, then release again.',
})

export const migrationHeld = defineProblem({
  code: 'postgres/migration-held',
  example: {
    reason: 'the command ended with 1: ERROR: relation "seats" does not exist',
    because: '412 rows were written since the backup, and database.max-lost-rows is 0',
    difference: 'added: table public.seats',
    database: 'traqora',
    standby: 'traqora_standby_production_8412',
  },
  what: ({ reason }) => `The migration failed, and the database is held as it is: ${reason}`,
  state: ({ because, difference }) => `The database is open and not as before (${difference}). It was not swapped back because ${because}.`,
  remedy: ({ database, standby }) =>
    `Choose. (1) Correct the migration and release again: rows are kept. (2) Run the rollback action with mode: database and max-lost-rows raised: it puts "${standby}", the state at the backup, in the place of "${database}" and keeps the present one aside. With dry-run: true it first says how many rows, minutes and how much disk that takes.`,
})

export const migrationAtWork = defineProblem({
  code: 'postgres/migration-at-work',
  example: { database: 'traqora', processes: '4711, 4712', waited: '10.0 s' },
  what: ({ database, processes, waited }) =>
    `The migration came to its end and left sessions at work in "${database}", which the role of database.url may not end (server processes ${processes}); they were waited for ${waited}.`,
  state: 'Unknown until they are gone: they may change the database at any moment.',
  remedy:
    'End them (SELECT pg_terminate_backend(PROCESS); as an administrator), then run the same release again: it reads the database first. Let the command use the role of database.url, or GRANT pg_signal_backend to it.',
})

export const invalidIndexes = defineProblem({
  code: 'postgres/invalid-index',
  example: { indexes: 'public.bookings_by_day' },
  what: ({ indexes }) => `The migration left invalid indexes: ${indexes}.`,
  state: 'They slow writes and serve no query.',
  remedy: 'DROP INDEX CONCURRENTLY each of them and create it again.',
})

export const versionTableMissing = defineProblem({
  code: 'postgres/version-table-missing',
  example: { table: 'migrations' },
  what: ({ table }) => `The migration command succeeded, but there is no table "${table}" that says what it applied.`,
  state: 'The command ran; what it did is not known.',
  remedy:
    "Correct database.migrate.version-table: it is the migration tool's own table, with its schema where that is not on the search path.",
})
