import { defineProblem } from './problem.ts'

const nothingHappened = 'Nothing was read or changed.'

export const inputUnknown = defineProblem({
  code: 'input/unknown',
  example: { input: 'enviroment', hint: ' Did you mean "environment"?', action: 'deploy-soroban-contracts' },
  what: ({ input, action, hint }) => `${action} has no input "${input}".${hint}`,
  state: nothingHappened,
  remedy: ({ action }) => `Correct the name under "with:". The inputs are listed in actions/${action}/README.md.`,
})

export const inputMissing = defineProblem({
  code: 'input/missing',
  example: { input: 'environment', example: 'production', because: '' },
  what: ({ input, because }) => `The input "${input}" is required and was not given.${because}`,
  state: nothingHappened,
  remedy: ({ input, example }) => `Add "${input}: ${example}" under "with:".`,
})

export const inputNoName = defineProblem({
  code: 'input/no-name',
  example: { input: 'release-id', text: 'release/1.2' },
  what: ({ input, text }) => `The input "${input}" is "${text}": folders are called by it, so it can be no path.`,
  state: nothingHappened,
  remedy: 'Write letters, digits and . _ - + : @ with a letter or a digit first.',
})

export const inputNotOneOf = defineProblem({
  code: 'input/not-one-of',
  example: { input: 'strategy', text: 'wave', choices: 'waves, atomic' },
  what: ({ input, text, choices }) => `The input "${input}" is "${text}"; it takes one of: ${choices}.`,
  state: nothingHappened,
  remedy: ({ choices }) => `Write one of: ${choices}.`,
})

export const inputNotTrueOrFalse = defineProblem({
  code: 'input/not-true-or-false',
  example: { input: 'dry-run', text: 'yes' },
  what: ({ input, text }) => `The input "${input}" is "${text}"; it takes true or false.`,
  state: nothingHappened,
  remedy: 'Write true or false.',
})
