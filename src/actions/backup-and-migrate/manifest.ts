import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defineAction, optional } from '../../core/manifest.ts'

export const manifest = defineAction({
  name: 'backup-and-migrate',
  description:
    'Backs up the database, proves the backup by restoring it, then migrates under a lock; a failed migration ends unchanged, swapped back, or held.',
  icon: 'database',
  inputs: {
    ...commonInputs,
    database: optional.section('database', {
      description: 'The section `database` of fairlead.yml as YAML; wins over the file.',
      example: 'url: "${env.DATABASE_URL}"\nmigrate: { command: npm run db:migrate }\nbackup: { store: { directory: backups } }',
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
    'standby-database': { description: 'The restored copy, ready to be swapped in.', example: 'traqora_standby_production_8412' },
    'schema-version-before': { description: 'Number of applied migrations and the last one, before.', example: '3 (3 schedule)' },
    'schema-version-after': { description: 'The same, after.', example: '4 (4 seats)' },
    'schema-compatible': {
      description: 'true when nothing was applied; else unknown until health-check has proved the old release on the new schema.',
      example: 'unknown',
    },
    applied: { description: 'Migrations that were applied, as JSON list.', example: '["4 seats"]' },
  },
  permissions: { contents: 'write: appends to the release record when it lives on a branch' },
})
