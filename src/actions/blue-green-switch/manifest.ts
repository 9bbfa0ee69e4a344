import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defineAction, optional } from '../../core/manifest.ts'

export const manifest = defineAction({
  name: 'blue-green-switch',
  description: 'Starts the idle color, proves it, switches users to it with one write, watches it, and goes back at once when it fails.',
  icon: 'repeat',
  inputs: {
    ...commonInputs,
    services: optional.section('services', {
      example: '{ backend: { ... } }',
    }),
    balancer: optional.section('balancer', {
      example: '{ embedded: { ... } }',
    }),
    soak: optional.section('soak', { example: '{ for: 5m }' }),
    health: optional.section('health', {
      example: '{ profiles: { idle: [...] } }',
    }),
  },
  outputs: {
    ...commonOutputs,
    'active-color': { description: 'The color users have now: blue or green.', example: 'green' },
    'previous-color': { description: 'The color users had before.', example: 'blue' },
    'failed-requests': {
      description: 'Requests that failed on the new color during the soak, as the balancer counted them.',
      example: '0',
    },
    'switch-ms': { description: 'How long the one write took, in milliseconds.', example: '4' },
    'rolled-back': { description: 'Whether users were sent back to the previous color.', example: 'false' },
  },
  permissions: { contents: 'write: appends to the release record when it lives on a branch; read otherwise' },
})
