import { defineProblem } from '../core/problem.ts'

const nothingHappened = 'Nothing was changed.'

export const urlMalformed = defineProblem({
  code: 'postgres/url-malformed',
  example: { reason: 'it names no database' },
  what: ({ reason }) => `The database url cannot be used: ${reason}.`,
  state: nothingHappened,
  remedy:
    'Write postgres://USER:PASSWORD@HOST:PORT/DATABASE. Characters other than letters and digits in the password must be percent-encoded.',
})

export const unreachable = defineProblem({
  code: 'postgres/unreachable',
  example: { reason: 'ECONNREFUSED' },
  what: ({ reason }) => `The database server cannot be reached: ${reason}.`,
  state: nothingHappened,
  remedy: 'Start the server, or correct host and port of database.url; the runner must be allowed to reach it.',
})

export const wrongPassword = defineProblem({
  code: 'postgres/wrong-password',
  example: {},
  what: () => 'The server refused the user or the password of database.url.',
  state: nothingHappened,
  remedy: 'Correct the secret that database.url comes from. Odd characters in a password must be percent-encoded.',
})

export const databaseMissing = defineProblem({
  code: 'postgres/database-missing',
  example: { database: 'traqora' },
  what: ({ database }) => `The server has no database "${database}".`,
  state: nothingHappened,
  remedy: ({ database }) => `Create it (CREATE DATABASE "${database}" OWNER ...), or correct database.url.`,
})

export const databaseClosed = defineProblem({
  code: 'postgres/database-closed',
  example: { database: 'traqora' },
  what: ({ database }) => `The database "${database}" accepts no connections, and it was not Fairlead that closed it.`,
  state: nothingHappened,
  remedy: ({ database }) => `Ask who closed it; then: ALTER DATABASE "${database}" ALLOW_CONNECTIONS true;`,
})

export const tlsProblem = defineProblem({
  code: 'postgres/tls',
  example: { reason: 'the server does not support TLS' },
  what: ({ reason }) => `No TLS connection to the database: ${reason}.`,
  state: nothingHappened,
  remedy: 'Set sslmode in database.url to what the server offers: disable, require, or verify-full with sslrootcert=PATH.',
})

export const connectionRefused = defineProblem({
  code: 'postgres/refused',
  example: { reason: 'sorry, too many clients already (53300)' },
  what: ({ reason }) => `The server refused the connection: ${reason}.`,
  state: nothingHappened,
  remedy: 'Remove the cause it names, then run again.',
})

export const connectionLost = defineProblem({
  code: 'postgres/connection-lost',
  example: { purpose: 'the migration lock' },
  what: ({ purpose }) => `The server ended the connection of ${purpose}.`,
  state: 'Unknown until the next run, which reads the database first and goes on from there.',
  remedy: 'See that the server runs, then run the same release again.',
})

export const notPermitted = defineProblem({
  code: 'postgres/not-permitted',
  example: { reason: 'permission denied for table invoices' },
  what: ({ reason }) => `The role of database.url lacks a right: ${reason}.`,
  state: 'No migration was run by this attempt.',
  remedy: 'Give database.url the role that owns the database and everything in it.',
})

export const behindPooler = defineProblem({
  code: 'postgres/pooler',
  example: {},
  what: () =>
    'The address of the database leads to a connection pooler, not to PostgreSQL itself: locks, snapshots and settings would not hold.',
  state: nothingHappened,
  remedy:
    'Set database.direct-url to the address of the server itself (usually another host or port); database.url may stay as it is for the services.',
})

export const readOnlyServer = defineProblem({
  code: 'postgres/read-only',
  example: { reason: 'it is a replica' },
  what: ({ reason }) => `The server takes no writes: ${reason}.`,
  state: nothingHappened,
  remedy: 'Give database.url the address of the primary.',
})

export const roleLacks = defineProblem({
  code: 'postgres/role-lacks',
  example: { lacks: 'the right to create databases', remedy: 'ALTER ROLE app CREATEDB;' },
  what: ({ lacks }) => `The role of database.url lacks ${lacks}.`,
  state: nothingHappened,
  remedy: ({ remedy }) => `As an administrator: ${remedy}`,
})

export const serverTooOld = defineProblem({
  code: 'postgres/server-too-old',
  example: { version: '13.14' },
  what: ({ version }) => `The server is PostgreSQL ${version}; 14 is the oldest that is supported.`,
  state: nothingHappened,
  remedy: 'Upgrade the server.',
})

export const clientMajor = defineProblem({
  code: 'postgres/client-major',
  example: { server: 16, found: '15.18 in /usr/lib/postgresql/15/bin' },
  what: ({ server, found }) =>
    `The server is PostgreSQL ${server}, and there is no pg_dump and pg_restore of ${server} here (found: ${found}).`,
  state: nothingHappened,
  remedy: ({ server }) =>
    `Install the package postgresql-client-${server}, or set database.client to the folder of its programs. Another major can write backups that do not restore.`,
})

export const locked = defineProblem({
  code: 'postgres/locked',
  example: { database: 'traqora', holder: 'release production-8412', since: '2026-11-23T10:00:00.000Z' },
  what: ({ database, holder, since }) => `The database "${database}" is being migrated by ${holder} since ${since}.`,
  state: nothingHappened,
  remedy: 'Wait for that run to end, then run again. The lock goes with its connection: nothing stays behind when it dies.',
})

export const storeNotWritable = defineProblem({
  code: 'postgres/store-not-writable',
  example: { store: 'backups', reason: 'ENOTDIR' },
  what: ({ store, reason }) => `Backups cannot be written to "${store}": ${reason}.`,
  state: 'Nothing was changed: without a backup nothing is migrated.',
  remedy: 'Set database.backup.store to a folder or a bucket that this job may write to, with room for the database.',
})

export const storedOtherwise = defineProblem({
  code: 'postgres/stored-otherwise',
  example: { store: 's3://backups/traqora', file: 'production-8412/3790.dat.gz' },
  what: ({ store, file }) => `"${file}" does not read back from "${store}" as it was written.`,
  state: 'There is no backup, so nothing was migrated.',
  remedy: 'Run again. If it repeats, that store loses or changes what is written: use another.',
})

export const storeUnreadable = defineProblem({
  code: 'postgres/store-unreadable',
  example: { store: 's3://backups/traqora', reason: '403 AccessDenied' },
  what: ({ store, reason }) => `Backups cannot be read from "${store}": ${reason}.`,
  state: 'Nothing was changed by this step.',
  remedy: 'Correct database.backup.store, or give its keys the right to list, read and write there.',
})

export const storeShared = defineProblem({
  code: 'postgres/store-shared',
  example: { backup: 'backups/production-8412', other: 'traqora_staging' },
  what: ({ backup, other }) => `"${backup}" holds a backup of another database ("${other}") under the id of this release.`,
  state: 'Nothing was changed: that backup was not overwritten.',
  remedy: 'Give each environment its own database.backup.store.',
})

export const temporaryFolderUnsafe = defineProblem({
  code: 'postgres/temporary-folder',
  example: { path: '/tmp/fairlead-0a1b2c3d' },
  what: ({ path }) => `The temporary folder "${path}" can be entered by others: the archive is plain while it is checked.`,
  state: 'Nothing was changed.',
  remedy: 'Set TMPDIR (or RUNNER_TEMP) to a folder of this user alone.',
})

export const recipientInvalid = defineProblem({
  code: 'postgres/age-recipient',
  example: { reason: 'it is a secret key' },
  what: ({ reason }) => `database.backup.encrypt-to is no age recipient: ${reason}.`,
  state: nothingHappened,
  remedy: 'Make a key pair with age-keygen, give its public half (age1...) here, and keep the secret half away from this repository.',
})

export const identityInvalid = defineProblem({
  code: 'postgres/age-identity',
  example: { reason: 'it does not open this backup' },
  what: ({ reason }) => `The age identity cannot be used: ${reason}.`,
  state: nothingHappened,
  remedy: 'Give the secret key (AGE-SECRET-KEY-1...) that belongs to the recipient in the manifest of the backup.',
})

export const dumpFailed = defineProblem({
  code: 'postgres/dump-failed',
  example: { exitCode: 1, tail: 'pg_dump: error: permission denied for table invoices' },
  what: ({ exitCode, tail }) => `pg_dump ended with ${exitCode}: ${tail}`,
  state: 'There is no backup, so nothing was migrated.',
  remedy: 'Remove the cause that pg_dump names, then run again.',
})

export const restoreFailed = defineProblem({
  code: 'postgres/restore-failed',
  example: { exitCode: 1, tail: 'pg_restore: error: could not execute query' },
  what: ({ exitCode, tail }) => `The backup does not restore; pg_restore ended with ${exitCode}: ${tail}`,
  state: 'The live database is untouched; nothing was migrated.',
  remedy: 'Remove the cause that pg_restore names (an extension or a role that is missing on the server, a full disk), then run again.',
})

export const backupDiffers = defineProblem({
  code: 'postgres/backup-differs',
  example: { differences: 'public.bookings: 5000 rows in the snapshot, 2000 restored' },
  what: ({ differences }) => `The restored backup is not the database it was taken of: ${differences}.`,
  state: 'The live database is untouched; nothing was migrated.',
  remedy: 'Run again. If it repeats, report the difference: such a backup is no way back.',
})

export const backupDamaged = defineProblem({
  code: 'postgres/backup-damaged',
  example: { backup: 'backups/production-8412', damage: 'toc.dat has 100 bytes, its manifest says 5120' },
  what: ({ backup, damage }) => `The backup "${backup}" is damaged: ${damage}.`,
  state: 'Nothing was changed by this run. The database may hold a half-done migration of an earlier attempt of this release.',
  remedy:
    'Restore the file from a copy of the store, then run again. Or look at the database: once it is as you want it, release under another release-id with the input "settled" set to this one.',
})

export const backupMissing = defineProblem({
  code: 'postgres/backup-missing',
  example: { backup: 'backups/production-8412' },
  what: ({ backup }) => `There is no complete backup at "${backup}": its manifest is missing or cannot be read.`,
  state: nothingHappened,
  remedy: 'Name the backup-path output of the release, and mount the store it lies in.',
})

export const standbyGone = defineProblem({
  code: 'postgres/standby-gone',
  example: { standby: 'traqora_standby_production_8412', backup: 'backups/production-8412' },
  what: ({ standby, backup }) =>
    `The standby database "${standby}" is gone or was written to, the backup "${backup}" is encrypted, and the database is not what it holds: there is no way back at hand.`,
  state: 'Nothing was changed by this run.',
  remedy:
    'Restore the backup with its age identity by the rollback action; or release under another release-id, with the input "settled" set to this one, once the database is as you want it.',
})

export const unsettledMigration = defineProblem({
  code: 'postgres/unsettled-migration',
  example: { release: 'production-8411', reason: 'its migration was begun and never ended' },
  what: ({ release, reason }) => `The release "${release}" may have left the database half migrated: ${reason}.`,
  state: 'Nothing was changed: a backup of a half-migrated database would be no way back.',
  remedy: ({ release }) =>
    `Run the release "${release}" again, or the rollback action for it. When the database is as you want it, set the input "settled" to "${release}".`,
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
    `Choose. (1) Correct the migration and release again: rows are kept. (2) Run the rollback action with a higher limit of lost rows: it swaps "${standby}", the state at the backup, in for "${database}" and keeps the present one aside.`,
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

export const swapFailed = defineProblem({
  code: 'postgres/swap-failed',
  example: { reason: 'sessions of another role cannot be ended', database: 'traqora' },
  what: ({ reason }) => `The standby database could not be swapped in: ${reason}.`,
  state: ({ database }) => `"${database}" was opened again as it was before the swap.`,
  remedy: 'Remove the cause (a prepared transaction, a session of a superuser), then run the rollback action.',
})

export const nothingToDrill = defineProblem({
  code: 'postgres/nothing-to-drill',
  example: { store: 's3://backups/traqora', database: 'traqora' },
  what: ({ store, database }) => `"${store}" holds no complete backup of a database "${database}".`,
  state: nothingHappened,
  remedy: 'Correct database.backup.store or the database in database.url; a release with backup-and-migrate makes the first backup.',
})

export const backupTooOld = defineProblem({
  code: 'postgres/backup-too-old',
  example: { backup: 'backups/production-8412', age: '31 h', target: '24h' },
  what: ({ backup, age, target }) => `The newest backup, "${backup}", is ${age} old; database.drill.rpo is ${target}.`,
  state: 'The backup was restored and compared; what was written since it was taken would be lost.',
  remedy: 'Back up more often than that, or raise database.drill.rpo.',
})

export const restoreTooSlow = defineProblem({
  code: 'postgres/restore-too-slow',
  example: { backup: 'backups/production-8412', took: '71 min 3 s', target: '1h' },
  what: ({ backup, took, target }) => `Restoring "${backup}" took ${took}; database.drill.rto is ${target}.`,
  state: 'The backup was restored and compared.',
  remedy: 'Restore nearer to the store or on a larger machine, or raise database.drill.rto.',
})
