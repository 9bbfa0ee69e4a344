import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defaulted, defineAction, optional } from '../../core/manifest.ts'

export const manifest = defineAction({
  name: 'backup-and-migrate',
  description:
    'Backs up the database, proves the backup by restoring it, then migrates under a lock; a failed migration ends unchanged, swapped back, or held.',
  icon: 'database',
  inputs: {
    ...commonInputs,
    database: optional.section('database', {
      example: 'url: "${env.DATABASE_URL}"\nmigrate: { command: npm run db:migrate }\nbackup: { store: { directory: backups } }',
    }),
    sqlite: optional.section('sqlite', {
      note: ' In the place of `database`.',
      example: 'file: data/traqora.db\nmigrate: { command: npm run db:migrate }\nbackup: { store: { directory: backups } }',
    }),
    mode: defaulted.oneOf(['migrate', 'drill'], {
      description:
        'drill: restores the newest backup of the store on the server of database.url, which may be an empty one (SQLite: in a temporary folder), compares it, drops it again, and judges its age and the time taken.',
      default: 'migrate',
      example: 'drill',
    }),
    'age-identity': optional.text({
      description: 'Secret key (AGE-SECRET-KEY-1...) that opens an encrypted backup; for a drill.',
      example: '${{ secrets.BACKUP_IDENTITY }}',
      secret: true,
    }),
    settled: optional.text({
      description:
        'Id of an earlier release whose half-done migration a person has settled: the database as it is now is the one to go on from.',
      example: 'production-8411',
    }),
  },
  outputs: {
    ...commonOutputs,
    'backup-path': {
      description: 'Folder of the backup, from the working directory. Holds no host, user or password.',
      example: 'backups/production-8412',
    },
    'backup-sha256': { description: "sha256 of the backup's manifest.json, which holds the sha256 of every file.", example: '5f1c...' },
    'verified-level': {
      description:
        '4: restored, and compared by row counts and content fingerprints of the same snapshot. 5: moreover a dump of the copy is, byte for byte, the backup.',
      example: '4',
    },
    'standby-database': {
      description: 'The restored copy, ready to be swapped in; of SQLite, its path.',
      example: 'traqora_standby_production_8412',
    },
    'snapshot-id': {
      description: "The provider's snapshot, where `backup.snapshot` asks for one: whole, of this run and of this database.",
      example: 'fairlead-production-8412-5f1c0a9b',
    },
    'kept-database': {
      description:
        'The half-migrated database that the standby took the place of; empty when nothing was swapped. `mode: undo` of rollback swaps it in again.',
      example: 'traqora_failed_production_8412',
    },
    capabilities: {
      description: 'What the role of database.url may do beyond the least, as JSON; the plan says what is otherwise without.',
      example: '{"see-other-sessions":false,"end-other-sessions":false,"carry-over-role-settings":false}',
    },
    'schema-version-before': { description: 'Number of applied migrations and the last one, before.', example: '3 (3 schedule)' },
    'schema-version-after': { description: 'The same, after.', example: '4 (4 seats)' },
    'schema-compatible': {
      description: 'true when nothing was applied; else unknown until health-check has proved the old release on the new schema.',
      example: 'unknown',
    },
    'rto-ms': {
      description: 'Of a drill: from its start to a database that is restored and compared, in milliseconds.',
      example: '184000',
    },
    'rpo-ms': { description: 'Of a drill: age of the newest backup, in milliseconds: what would be lost.', example: '39600000' },
    predictions: {
      description:
        'Of each migration what the rehearsal took on the copy and what production took, as JSON; of a command the whole of it. Empty without a rehearsal.',
      example: '[{"migration":"migrations/4_seats.sql","predictedMs":812,"ms":790,"within2x":true}]',
    },
    applied: { description: 'Migrations that were applied, as JSON list.', example: '["4 seats"]' },
  },
  permissions: {
    contents: 'write: appends to the release record when it lives on a branch',
    actions: 'read: finds backups that are kept as artifacts; write: deletes those that are older than keep',
  },
})
