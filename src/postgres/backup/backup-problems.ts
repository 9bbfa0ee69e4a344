import { defineProblem } from '../../core/problem.ts'

export const dumpFailed = defineProblem({
  code: 'postgres/dump-failed',
  example: { exitCode: 1, tail: 'pg_dump: error: permission denied for table invoices' },
  what: ({ exitCode, tail }) => `pg_dump ended with ${exitCode}: ${tail}`,
  state: 'There is no backup, so nothing was migrated.',
  remedy: 'Remove the cause that pg_dump names, then run again.',
})

export const copyNotMade = defineProblem({
  code: 'postgres/copy-not-made',
  example: { database: 'traqora_restoring', reason: 'invalid locale name: "de_DE.utf8"' },
  what: ({ database, reason }) => `The server did not make the database "${database}", a copy of the live one: ${reason}.`,
  state: 'The live database is untouched; nothing was migrated.',
  remedy:
    'Remove the cause that the server names (a locale that it lacks, a full disk, monitoring that looks into the standby database), then run again.',
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

export const standbyGone = defineProblem({
  code: 'postgres/standby-gone',
  example: { standby: 'traqora_standby_production_8412', backup: 'backups/production-8412' },
  what: ({ standby, backup }) =>
    `The standby database "${standby}" is gone or was written to, the backup "${backup}" is encrypted, and the database is not what it holds: there is no way back at hand.`,
  state: 'Nothing was changed by this run.',
  remedy:
    'Restore the backup with its age identity by the rollback action; or release under another release-id, with the input "settled" set to this one, once the database is as you want it.',
})

export const serverProgramsMissing = defineProblem({
  code: 'postgres/server-programs',
  example: { folder: '/usr/lib/postgresql/16/bin', program: 'initdb', major: 16 },
  what: ({ folder, program }) => `database.backup.restore-to is embedded, and "${folder}" has no ${program}.`,
  state: 'Nothing was changed.',
  remedy: ({ major }) =>
    `Install the package postgresql-${major} on the runner, set database.client to the folder of a whole PostgreSQL ${major}, or restore beside the live database.`,
})

export const embeddedServerFailed = defineProblem({
  code: 'postgres/embedded-server-failed',
  example: { program: 'initdb', exitCode: 1, tail: 'initdb: error: could not create directory: No space left on device' },
  what: ({ program, exitCode, tail }) =>
    `The server that the backup was to be restored on did not start: ${program} ended with ${exitCode}: ${tail}`,
  state: 'The backup is stored, and nothing was migrated.',
  remedy:
    'Make room in the temporary folder of the runner (/tmp for a job that is root), then run the release again; or restore beside the live database.',
})
