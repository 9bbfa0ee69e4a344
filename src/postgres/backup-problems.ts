import { defineProblem } from '../core/problem.ts'

const nothingHappened = 'Nothing was changed.'

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

export const serverProgramsMissing = defineProblem({
  code: 'postgres/server-programs',
  example: { folder: '/usr/lib/postgresql/16/bin', program: 'initdb', major: 16 },
  what: ({ folder, program }) => `database.backup.restore-to is embedded, and "${folder}" has no ${program}.`,
  state: nothingHappened,
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
