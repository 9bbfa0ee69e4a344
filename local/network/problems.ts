import { defineProblem } from '../../src/core/problem.ts'

export const portTaken = defineProblem({
  code: 'network/port-taken',
  example: { port: 8000 },
  what: ({ port }) => `Port ${port} is in use.`,
  state: 'The local network was not started.',
  remedy: ({ port }) => `End what listens on port ${port}, or name another one with --port.`,
})

export const unknownOption = defineProblem({
  code: 'network/unknown-option',
  example: { option: '--prot', suggestion: '--port' },
  what: ({ option, suggestion }) => `There is no option ${option}${suggestion === '' ? '' : `; did you mean ${suggestion}?`}`,
  state: 'The local network was not started.',
  remedy: 'Run the command with --help for the options there are.',
})

export const badOption = defineProblem({
  code: 'network/bad-option',
  example: { option: '--close', value: '5', wanted: 'a time with a unit, for instance 5s or 500ms, or instant' },
  what: ({ option, value, wanted }) => `${option} is "${value}", but must be ${wanted}.`,
  state: 'The local network was not started.',
  remedy: ({ option, wanted }) => `Give ${option} ${wanted}.`,
})

export const stateNotKept = defineProblem({
  code: 'network/state-not-kept',
  example: { folder: '.fairlead/network' },
  what: ({ folder }) => `--state ${folder} asks to keep the ledger between runs, which this version cannot do yet.`,
  state: 'The local network was not started.',
  remedy: 'Leave --state out: the ledger then lives as long as the process.',
})
