import { defineProblem } from '../core/problem.ts'

const nothingHappened = 'Nothing was changed.'

export const twoDatabases = defineProblem({
  code: 'sqlite/two-databases',
  example: {},
  what: () => 'There is a section "database" and a section "sqlite": which of the two the services use cannot be told.',
  state: nothingHappened,
  remedy:
    'Keep one. Where environments differ, take the other away there:\nenvironments:\n  staging:\n    database: null\n    sqlite: { file: data/traqora.db }',
})

export const fileIsAddress = defineProblem({
  code: 'sqlite/file-is-address',
  example: { file: 'sqlite:data/traqora.db' },
  what: ({ file }) => `sqlite.file is to be a path, and "${file}" is an address or a database in memory.`,
  state: nothingHappened,
  remedy: 'Write the path alone: sqlite: { file: data/traqora.db }. A PostgreSQL server belongs into database.url.',
})

export const fileMissing = defineProblem({
  code: 'sqlite/file-missing',
  example: { file: 'data/traqora.db', reason: 'there is no such file' },
  what: ({ file, reason }) => `The database file "${file}" cannot be found: ${reason}.`,
  state: nothingHappened,
  remedy: ({ file }) => `Correct sqlite.file. For a database that is only to be made: touch ${file} (an empty file is an empty database).`,
})

export const notAFile = defineProblem({
  code: 'sqlite/not-a-file',
  example: { file: 'data', found: 'a folder' },
  what: ({ file, found }) => `sqlite.file names "${file}", which is ${found}.`,
  state: nothingHappened,
  remedy: 'Name the database file itself.',
})

export const notADatabase = defineProblem({
  code: 'sqlite/not-a-database',
  example: { file: 'data/traqora.db', reason: 'its first bytes are not those of SQLite; it may be encrypted, or something else' },
  what: ({ file, reason }) => `"${file}" is no SQLite database: ${reason}.`,
  state: nothingHappened,
  remedy: 'Correct sqlite.file. Encrypted databases (SQLCipher) cannot be read here.',
})

export const newerFormat = defineProblem({
  code: 'sqlite/newer-format',
  example: { file: 'data/traqora.db', format: 3 },
  what: ({ file, format }) => `"${file}" is written in format ${format} of SQLite's files; 1 and 2 are the ones that are known here.`,
  state: nothingHappened,
  remedy: 'Use a release of this action that knows the format.',
})

export const notWritable = defineProblem({
  code: 'sqlite/not-writable',
  example: { file: 'data/traqora.db', reason: 'its folder takes no new files (EACCES)' },
  what: ({ file, reason }) => `"${file}" cannot be written: ${reason}.`,
  state: nothingHappened,
  remedy: 'Run the job as the user that the services run as; the folder must take new files too, as SQLite keeps its journal there.',
})

export const corrupt = defineProblem({
  code: 'sqlite/corrupt',
  example: { file: 'data/traqora.db', found: 'Tree 3 page 3: btreeInitPage() returns error code 11' },
  what: ({ file, found }) => `"${file}" is damaged, so a backup of it would be no way back: ${found}`,
  state: nothingHappened,
  remedy:
    'Stop the services, keep a copy of the file with its -wal, and restore the newest good backup, or try ".recover" of the sqlite3 program.',
})

export const busy = defineProblem({
  code: 'sqlite/busy',
  example: { file: 'data/traqora.db', waited: '60.0 s', holders: 'process 4711 (node)' },
  what: ({ file, waited, holders }) =>
    `"${file}" was locked by others for ${waited}: ${holders === '' ? 'who it is could not be seen' : holders}.`,
  state: 'Nothing was changed by this step.',
  remedy:
    'End the transaction that is open there, or release when it is over; sqlite.migrate.lock-patience says how long it is waited for.',
})

export const fileLocked = defineProblem({
  code: 'sqlite/locked',
  example: { file: 'data/traqora.db', holder: 'release production-8412', since: '2026-11-23T10:00:00.000Z' },
  what: ({ file, holder, since }) => `"${file}" is being migrated by ${holder} since ${since}.`,
  state: nothingHappened,
  remedy: 'Wait for that run to end, then run again. The lock goes with its process: nothing stays behind when it dies.',
})

export const orphanAlive = defineProblem({
  code: 'sqlite/orphan-alive',
  example: { file: 'data/traqora.db', processes: '4711, 4712' },
  what: ({ file, processes }) => `A migration of "${file}" that outlived its command cannot be ended: processes ${processes}.`,
  state: 'It may write to the database at any moment.',
  remedy: 'End these processes (kill -9, as their user), then run again.',
})

export const copyDiffers = defineProblem({
  code: 'sqlite/backup-differs',
  example: { differences: 'bookings: 5000 rows in the database, 2000 restored' },
  what: ({ differences }) => `The restored backup is not the database it was taken of: ${differences}.`,
  state: 'The live database is untouched; nothing was migrated.',
  remedy: 'Run again. If it repeats, report the difference: such a backup is no way back.',
})

export const standbyMissing = defineProblem({
  code: 'sqlite/standby-gone',
  example: { standby: 'data/traqora.db.standby-production-8412', backup: 'backups/production-8412' },
  what: ({ standby, backup }) =>
    `The restored copy "${standby}" is gone or was written to, the backup "${backup}" is encrypted, and the database is not what it holds.`,
  state: 'Nothing was changed by this run.',
  remedy:
    'Restore the backup with its age identity by the rollback action; or release under another release-id, with the input "settled" set to this one, once the database is as you want it.',
})

export const sqliteRehearsalFailed = defineProblem({
  code: 'sqlite/rehearsal-failed',
  example: {
    reason: 'the command ended with 1: duplicate column name: seats',
    state: 'The live database was not touched. The verified backup is kept.',
  },
  what: ({ reason }) => `The migration failed on a copy of the live database: ${reason}`,
  state: ({ state }) => state,
  remedy: 'Correct the migration, then release again.',
})

export const sqliteRehearsalEscaped = defineProblem({
  code: 'sqlite/rehearsal-escaped',
  example: { file: 'data/traqora.db' },
  what: ({ file }) =>
    `The migration was to run on a copy, and the schema of "${file}" itself changed meanwhile: the command does not take its file from DATABASE_URL or DATABASE_FILE.`,
  state: 'What was done about it is told by the problem beside this one.',
  remedy: 'Let the command read DATABASE_FILE (sqlite.migrate.environment gives it other names), or set sqlite.migrate.rehearse: false.',
})

export const sqliteMigrationFailed = defineProblem({
  code: 'sqlite/migration-failed',
  example: { reason: 'the command ended with 1: no such table: seats', state: 'The database is proved unchanged.' },
  what: ({ reason }) => `The migration failed: ${reason}`,
  state: ({ state }) => state,
  remedy: 'Correct the migration, then release again.',
})

export const sqliteMigrationHeld = defineProblem({
  code: 'sqlite/migration-held',
  example: {
    reason: 'the command ended with 1: no such table: seats',
    because: '12 rows may have been written by others since the backup (bookings 12), and sqlite.max-lost-rows is 0',
    difference: 'added: table seats',
    file: 'data/traqora.db',
    standby: 'data/traqora.db.standby-production-8412',
  },
  what: ({ reason }) => `The migration failed, and the database is held as it is: ${reason}`,
  state: ({ because, difference }) =>
    `${difference === '' ? 'What the database holds now is not known' : `The database is not as before (${difference})`}. It was not restored because ${because.replace(/\.$/, '')}.`,
  remedy: ({ file, standby }) =>
    `Choose. (1) Correct the migration and release again: rows are kept. (2) Run the rollback action with a higher sqlite.max-lost-rows: it puts "${standby}", the state at the backup, over "${file}" and keeps the present content aside.`,
})

export const sqliteVersionTableMissing = defineProblem({
  code: 'sqlite/version-table-missing',
  example: { table: 'migrations' },
  what: ({ table }) => `The migration command succeeded, but there is no table "${table}" that says what it applied.`,
  state: 'The command ran; what it did is not known.',
  remedy: "Correct sqlite.migrate.version-table: it is the migration tool's own table.",
})

export const notRestored = defineProblem({
  code: 'sqlite/not-restored',
  example: { file: 'data/traqora.db', reason: 'rows were written by others up to the last moment' },
  what: ({ file, reason }) => `The backup was not put over "${file}": ${reason}.`,
  state: 'The database is open and as it was.',
  remedy: 'Stop what writes to it, or raise sqlite.max-lost-rows, then run the rollback again.',
})

export const restoredOtherwise = defineProblem({
  code: 'sqlite/restored-otherwise',
  example: { file: 'data/traqora.db', failed: 'data/traqora.db.failed-production-8412' },
  what: ({ file, failed }) =>
    `The backup was put over "${file}", and afterwards it does not read as the backup does; what it held before is kept in "${failed}".`,
  state: 'The content was replaced, and schema or version were changed since, or the file does not keep what is written.',
  remedy: 'Stop what writes to it and look at both files. If nothing else changes the schema, look at the disk.',
})
