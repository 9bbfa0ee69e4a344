import { defineProblem } from '../core/problem.ts'

const nothingRan = 'Nothing was run, and nothing was changed.'

export const migrationFolderUnusable = defineProblem({
  code: 'database/migration-folder',
  example: { folder: 'migrations', reason: 'there is no such folder' },
  what: ({ folder, reason }) => `The folder of migrations "${folder}" cannot be used: ${reason}.`,
  state: nothingRan,
  remedy: 'Set migrate.sql to the folder of the SQL files, from the working directory.',
})

export const migrationName = defineProblem({
  code: 'database/migration-name',
  example: { file: 'V2__add_seats.sql', hint: ' Did you mean "2_add_seats.sql"?' },
  what: ({ file, hint }) => `"${file}" is no name of a migration: it would be passed over in silence.${hint}`,
  state: nothingRan,
  remedy: 'Name it VERSION_DESCRIPTION.sql, or VERSION_DESCRIPTION.up.sql and .down.sql; VERSION is a whole number below 2^63.',
})

export const migrationDuplicate = defineProblem({
  code: 'database/migration-duplicate',
  example: { version: '20261101', other: '20261101_routes.sql' },
  what: ({ version, other }) => `The version ${version} is taken by "${other}" too: only one of the two would ever run.`,
  state: nothingRan,
  remedy: 'Give the later one of the two a new, higher version.',
})

export const migrationEdited = defineProblem({
  code: 'database/migration-edited',
  example: { version: '2', cause: 'its lines end in CRLF here, and ended in LF when it was applied' },
  what: ({ version, cause }) => `The migration ${version} was changed after it had been applied: ${cause}.`,
  state: nothingRan,
  remedy:
    'Bring the file back as it was (git log names the commit), and put the change into a new migration. For line ends: "*.sql text eol=lf" in .gitattributes.',
})

export const migrationMissing = defineProblem({
  code: 'database/migration-missing',
  example: { version: '3 seats', folder: 'migrations' },
  what: ({ version, folder }) =>
    `The database has the migration "${version}", and "${folder}" has not: this commit is older, or of another branch.`,
  state: nothingRan,
  remedy: 'Release a commit that has it. Was it reverted on purpose, revert it in the database by a new migration.',
})

export const migrationDirty = defineProblem({
  code: 'database/migration-dirty',
  example: { version: '3 seats' },
  what: ({ version }) => `The migration "${version}" is recorded as failed: it may be half done.`,
  state: nothingRan,
  remedy: ({ version }) =>
    `Look at what it did, finish or undo it, then delete the row of version ${version.split(' ')[0]} or set its success to true.`,
})

export const migrationOutOfOrder = defineProblem({
  code: 'database/migration-out-of-order',
  example: { version: '20261101', newest: '20261105' },
  what: ({ version, newest }) =>
    `The migration ${version} was not applied, and the newer ${newest} was: here it would run after it, on a new database before it.`,
  state: nothingRan,
  remedy: ({ newest }) => `Give it a version above ${newest}; or allow it: migrate.out-of-order: true.`,
})

export const migrationText = defineProblem({
  code: 'database/migration-text',
  example: { reason: 'it begins with a byte order mark: PostgreSQL refuses it, and "-- no-transaction" behind it is not seen' },
  what: ({ reason }) => `This migration cannot run as it is written: ${reason}.`,
  state: nothingRan,
  remedy: 'Correct the file; it was not applied yet, so it may be changed.',
})

export const unsettledMigration = defineProblem({
  code: 'database/unsettled-migration',
  example: { release: 'production-8411', reason: 'its migration was begun and never ended' },
  what: ({ release, reason }) => `The release "${release}" may have left the database half migrated: ${reason}.`,
  state: 'Nothing was changed: a backup of a half-migrated database would be no way back.',
  remedy: ({ release }) =>
    `Run the release "${release}" again, or the rollback action for it. When the database is as you want it, set the input "settled" to "${release}".`,
})
