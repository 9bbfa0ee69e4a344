import { defineProblem } from '../../core/problem.ts'

const nothingMigrated = 'Nothing was migrated. The verified backup is kept.'

export const snapshotCommandFailed = defineProblem({
  code: 'postgres/snapshot-command',
  example: { command: 'create', reason: 'it ended with 254: An error occurred (DBSnapshotAlreadyExists)' },
  what: ({ command, reason }) => `The command database.backup.snapshot.${command} failed: ${reason}`,
  state: nothingMigrated,
  remedy: 'Run the command by hand with the same environment map; it sees nothing else of the job.',
})

export const snapshotUnreadable = defineProblem({
  code: 'postgres/snapshot-unreadable',
  example: { command: 'describe', reason: 'it has no text "status"' },
  what: ({ command, reason }) => `What database.backup.snapshot.${command} printed cannot be used: ${reason}.`,
  state: nothingMigrated,
  remedy: ({ command }) =>
    command === 'create'
      ? 'Let it print one JSON object with "id". Tools rename fields: aws --query "DBSnapshot.{id:DBSnapshotIdentifier}".'
      : 'Let it print one JSON object with "id", "status", "created" and "database". Tools rename fields: aws --query, gcloud --format, jq.',
})

export const snapshotNotUsable = defineProblem({
  code: 'postgres/snapshot-not-usable',
  example: { id: 'rds:traqora-8412', reason: 'it was created at 2026-11-20T04:00:00.000Z, before this run began' },
  what: ({ id, reason }) => `The provider's snapshot "${id}" is no way back for this release: ${reason}.`,
  state: nothingMigrated,
  remedy: 'See in the console of the provider what became of it, then run again: a new one is taken. Name each by SNAPSHOT_NAME.',
})

export const snapshotTooSlow = defineProblem({
  code: 'postgres/snapshot-too-slow',
  example: { id: 'traqora-8412', status: 'creating', waited: '30 min 0 s' },
  what: ({ id, status, waited }) => `The provider's snapshot "${id}" was not whole after ${waited}: its status is "${status}".`,
  state: nothingMigrated,
  remedy: 'Raise database.backup.snapshot.timeout, then run again: the snapshot that is under way is taken when it is whole.',
})
