import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defaulted, defineAction, optional } from '../../core/manifest.ts'

export const manifest = defineAction({
  name: 'rollback',
  description: 'Reads the record and the targets, decides the way back, says what it costs, goes it, and proves that it worked.',
  icon: 'rewind',
  inputs: {
    ...commonInputs,
    // The plan that a job approved is that of its release, not that of the way back.
    'plan-id': { ...commonInputs['plan-id'], fromEnvironment: false },
    mode: defaulted.oneOf(['roll-back', 'database', 'undo', 'pause'], {
      description:
        'database: puts the backup of the release back whatever users are on, and nothing else. undo: swaps the database that a way back put aside in again, as long as it is kept and the rows written since the swap are within max-lost-rows. pause: calls the pause function of every deployed contract that names one, and undoes nothing.',
      default: 'roll-back',
      example: 'undo',
    }),
    'age-identity': optional.text({
      description: 'Secret key (AGE-SECRET-KEY-1...) that opens an encrypted backup; needed only when its standby database is gone.',
      example: '${{ secrets.BACKUP_IDENTITY }}',
      secret: true,
    }),
    services: optional.section('services', {
      example: '{ backend: { ... } }',
    }),
    balancer: optional.section('balancer', {
      example: '{ embedded: { ... } }',
    }),
  },
  outputs: {
    ...commonOutputs,
    decision: { description: 'none: nothing to undo. revert: undone. hold: a person has to decide.', example: 'revert' },
    'restored-release': { description: 'The release users have again; empty where nothing was undone.', example: 'production-8411' },
    'data-loss': {
      description: 'Rows written since the backup, or since the swap that is undone, that a swap of the database gives up, at most.',
      example: '0',
    },
    'kept-database': {
      description: 'The database that a swap put aside, closed; empty when nothing was swapped. `mode: undo` swaps it in again.',
      example: 'traqora_failed_production_8412',
    },
    steps: { description: 'JSON, what was undone, in order.', example: '["traffic","stop","contracts"]' },
  },
  permissions: {
    contents: 'write: appends to the release record when it lives on a branch; read otherwise',
    actions: 'read: fetches a backup that is kept as artifacts',
  },
})
