import { defineProblem } from '../../src/core/problem.ts'

export const nothingToSend = defineProblem({
  code: 'load/nothing-to-send',
  example: { targets: 0, ratePerSecond: 120 },
  what: ({ targets, ratePerSecond }) => `A load of ${targets} targets at ${ratePerSecond} requests a second sends nothing.`,
  state: 'Nothing was started.',
  remedy: 'Give at least one target and a rate above 0.',
})

export const clientEnded = defineProblem({
  code: 'load/client-ended',
  example: { ended: 'signal SIGKILL', output: '' },
  what: ({ ended, output }) => `The load client ended by itself with ${ended}.${output === '' ? '' : ` Its last words:\n${output}`}`,
  state: 'Its figures are lost from then on; what it had told each second is true.',
  remedy: 'Read its last words above, mend their cause and start the load again.',
})
