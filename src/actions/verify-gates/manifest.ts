import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defineAction, optional } from '../../core/manifest.ts'

export const manifest = defineAction({
  name: 'verify-gates',
  description: 'Judges every condition for releasing one commit to one environment, and changes nothing.',
  icon: 'check-circle',
  inputs: {
    ...commonInputs,
    gates: optional.section('gates', {
      example: '[{ checks: { required: [test] } }]',
    }),
  },
  outputs: {
    ...commonOutputs,
    gates: { description: 'JSON, gate name to verdict.', example: '{"checks lint, test":"pass"}' },
    'verdict-path': {
      description: 'File with the statement: bound to commit, tree, environment, gate file and results; expires.',
      example: '.fairlead/verdicts/production-8412.json',
    },
  },
  permissions: {
    contents: 'write: appends to the release record when it lives on a branch; read otherwise',
    checks: 'read: the gate `checks` reads check runs of the commit',
    statuses: 'read: the gate `checks` reads statuses of the commit',
    actions: 'read: leaves the run that asks out of the checks',
  },
})
