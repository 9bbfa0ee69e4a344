import { defineProblem } from '../core/problem.ts'

const nothingHappened = 'Nothing was changed.'

export const storeNotWritable = defineProblem({
  code: 'database/store-not-writable',
  example: { store: 'backups', reason: 'ENOTDIR' },
  what: ({ store, reason }) => `Backups cannot be written to "${store}": ${reason}.`,
  state: 'Nothing was changed: without a backup nothing is migrated.',
  remedy: 'Set backup.store to a folder or a bucket that this job may write to, with room for the database.',
})

export const storedOtherwise = defineProblem({
  code: 'database/stored-otherwise',
  example: { store: 's3://backups/traqora', file: 'production-8412/3790.dat.gz' },
  what: ({ store, file }) => `"${file}" does not read back from "${store}" as it was written.`,
  state: 'There is no backup, so nothing was migrated.',
  remedy: 'Run again. If it repeats, that store loses or changes what is written: use another.',
})

export const storeUnreadable = defineProblem({
  code: 'database/store-unreadable',
  example: { store: 's3://backups/traqora', reason: '403 AccessDenied' },
  what: ({ store, reason }) => `Backups cannot be read from "${store}": ${reason}.`,
  state: 'Nothing was changed by this step.',
  remedy: 'Correct backup.store, or give its keys the right to list, read and write there.',
})

export const storeShared = defineProblem({
  code: 'database/store-shared',
  example: { backup: 'backups/production-8412', other: 'traqora_staging' },
  what: ({ backup, other }) => `"${backup}" holds a backup of another database ("${other}") under the id of this release.`,
  state: 'Nothing was changed: that backup was not overwritten.',
  remedy: 'Give each environment its own backup.store.',
})

export const temporaryFolderUnsafe = defineProblem({
  code: 'database/temporary-folder',
  example: { path: '/tmp/fairlead-0a1b2c3d' },
  what: ({ path }) => `The temporary folder "${path}" can be entered by others: the archive is plain while it is checked.`,
  state: 'Nothing was changed.',
  remedy: 'Set TMPDIR (or RUNNER_TEMP) to a folder of this user alone.',
})

export const recipientInvalid = defineProblem({
  code: 'database/age-recipient',
  example: { reason: 'it is a secret key' },
  what: ({ reason }) => `backup.encrypt-to is no age recipient: ${reason}.`,
  state: nothingHappened,
  remedy: 'Make a key pair with age-keygen, give its public half (age1...) here, and keep the secret half away from this repository.',
})

export const identityInvalid = defineProblem({
  code: 'database/age-identity',
  example: { reason: 'it does not open this backup' },
  what: ({ reason }) => `The age identity cannot be used: ${reason}.`,
  state: nothingHappened,
  remedy: 'Give the secret key (AGE-SECRET-KEY-1...) that belongs to the recipient in the manifest of the backup.',
})

export const backupDamaged = defineProblem({
  code: 'database/backup-damaged',
  example: { backup: 'backups/production-8412', damage: 'toc.dat has 100 bytes, its manifest says 5120' },
  what: ({ backup, damage }) => `The backup "${backup}" is damaged: ${damage}.`,
  state: 'Nothing was changed by this run. The database may hold a half-done migration of an earlier attempt of this release.',
  remedy:
    'Restore the file from a copy of the store, then run again. Or look at the database: once it is as you want it, release under another release-id with the input "settled" set to this one.',
})

export const backupMissing = defineProblem({
  code: 'database/backup-missing',
  example: { backup: 'backups/production-8412' },
  what: ({ backup }) => `There is no complete backup at "${backup}": its manifest is missing or cannot be read.`,
  state: nothingHappened,
  remedy: 'Name the backup-path output of the release, and mount the store it lies in.',
})

export const nothingToDrill = defineProblem({
  code: 'database/nothing-to-drill',
  example: { store: 's3://backups/traqora', database: 'traqora' },
  what: ({ store, database }) => `"${store}" holds no complete backup of a database "${database}".`,
  state: nothingHappened,
  remedy: 'Correct backup.store or the database that is named; a release with backup-and-migrate makes the first backup.',
})

export const backupTooOld = defineProblem({
  code: 'database/backup-too-old',
  example: { backup: 'backups/production-8412', age: '31 h', target: '24h' },
  what: ({ backup, age, target }) => `The newest backup, "${backup}", is ${age} old; drill.rpo is ${target}.`,
  state: 'The backup was restored and compared; what was written since it was taken would be lost.',
  remedy: 'Back up more often than that, or raise drill.rpo.',
})

export const restoreTooSlow = defineProblem({
  code: 'database/restore-too-slow',
  example: { backup: 'backups/production-8412', took: '71 min 3 s', target: '1h' },
  what: ({ backup, took, target }) => `Restoring "${backup}" took ${took}; drill.rto is ${target}.`,
  state: 'The backup was restored and compared.',
  remedy: 'Restore nearer to the store or on a larger machine, or raise drill.rto.',
})
