import { defineProblem } from '../core/problem.ts'

const nothing = 'Nothing was changed.'

export const gatesEmpty = defineProblem({
  code: 'gates/empty',
  example: { environment: 'production' },
  what: ({ environment }) => `There is no gate for ${environment}: an empty set of conditions proves nothing.`,
  state: nothing,
  remedy: 'Add gates to fairlead.yml, at least `- checks: { required: [...] }`.',
})

export const checksNotGreen = defineProblem({
  code: 'gates/checks-not-green',
  example: { commit: '1f0c3a', found: 'lint: failure; test: missing' },
  what: ({ commit, found }) => `Required checks of ${commit} are not green: ${found}.`,
  state: nothing,
  remedy: 'Wait for pending checks; mend failed ones; a missing one never ran for this commit (skipped and neutral count as not run).',
})

export const commandFailed = defineProblem({
  code: 'gates/command-failed',
  example: { command: 'npm run lint', exitCode: 1, tail: 'src/a.ts:3 unused' },
  what: ({ command, exitCode, tail }) => `\`${command}\` ended with exit code ${exitCode}:\n${tail}`,
  state: 'Nothing was released. What the command itself changed in the checkout stays.',
  remedy: ({ command }) => `Run \`${command}\` locally and mend what it names.`,
})

export const coverageUnreadable = defineProblem({
  code: 'gates/coverage-unreadable',
  example: { report: 'coverage/lcov.info', reason: 'there is no such file' },
  what: ({ report, reason }) => `The coverage report ${report} cannot be judged: ${reason}.`,
  state: nothing,
  remedy: 'Let a command gate before it write the report, or correct the path.',
})

export const coverageTooLow = defineProblem({
  code: 'gates/coverage-too-low',
  example: { found: 'src/bookings/**: 91.2 % of lines, wanted >= 95 %' },
  what: ({ found }) => `Coverage is too low: ${found}.`,
  state: nothing,
  remedy: 'Test what is not covered. The threshold is in fairlead.yml; an environment can only tighten it.',
})

export const environmentContractBroken = defineProblem({
  code: 'gates/env-contract',
  example: { source: 'packages/backend/.env', found: 'JWT_SECRET is missing; BOOKING_CONTRACT_ID is not a contract id (C...)' },
  what: ({ source, found }) => `${source} does not hold what the services need: ${found}.`,
  state: 'Nothing was changed. Values are never printed.',
  remedy: 'Set the variables named here; the demands are under `env` in fairlead.yml.',
})

export const environmentFileUnreadable = defineProblem({
  code: 'gates/env-unreadable',
  example: { file: 'packages/backend/.env', reason: 'there is no such file' },
  what: ({ file, reason }) => `The env file ${file} cannot be judged: ${reason}.`,
  state: nothing,
  remedy: 'Correct the path, or make the file before this step.',
})

export const secretsFound = defineProblem({
  code: 'gates/secrets-found',
  example: { found: 'scripts/deploy.sh:14, .env:3' },
  what: ({ found }) => `Stellar secret seeds stand in the repository: ${found}.`,
  state: nothing,
  remedy: 'Move the funds, replace the key and take it out of the files and of the history: whoever could read it has it.',
})

export const nothingToScan = defineProblem({
  code: 'gates/nothing-to-scan',
  example: { paths: 'contracts' },
  what: ({ paths }) => `The secret scan of ${paths} found no file to look at.`,
  state: nothing,
  remedy: 'Correct `paths`; the scan looks at files that git tracks.',
})
