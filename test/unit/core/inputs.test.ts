import { expect, test } from '@jest/globals'
import { commonInputs } from '../../../src/core/common.ts'
import { readInputs } from '../../../src/core/inputs.ts'
import { defaulted, defineAction, required } from '../../../src/core/manifest.ts'
import { type Problem, problemsOf } from '../../../src/core/problem.ts'

const manifest = defineAction({
  name: 'deploy-soroban-contracts',
  description: '',
  icon: 'box',
  inputs: {
    ...commonInputs,
    strategy: defaulted.oneOf(['waves', 'atomic'], { description: '', example: 'atomic', default: 'waves' }),
    token: required.text({ description: '', example: 'x', secret: true }),
  },
  outputs: {},
  permissions: {},
})

function read(given: Record<string, string>, environment: Record<string, string> = {}, fromFork = false) {
  return readInputs(manifest, { given: new Map(Object.entries(given)), environment, fromFork })
}

function problemsFrom(work: () => unknown): readonly Problem[] {
  try {
    work()
  } catch (thrown) {
    return problemsOf(thrown) ?? []
  }
  return []
}

test('all problems are told at once, unknown names with a suggestion', () => {
  const problems = problemsFrom(() => read({ enviroment: 'production', 'dry-run': 'yes', strategy: 'wave', timeout: '30' }))
  expect(problems.map(({ code }) => code).sort()).toEqual([
    'core/not-a-duration',
    'input/missing',
    'input/missing',
    'input/not-one-of',
    'input/not-true-or-false',
    'input/unknown',
  ])
  expect(problems.find(({ code }) => code === 'input/unknown')?.message).toBe(
    'deploy-soroban-contracts has no input "enviroment". Did you mean "environment"?',
  )
})

test('a missing secret of a pull request from a fork says so', () => {
  const [problem] = problemsFrom(() => read({ environment: 'production' }, {}, true))
  expect(problem?.message).toBe('The input "token" is required and was not given. Pull requests from forks get no secrets.')
})

test('precedence: input, environment variable of the job, default; an empty text is not a value', () => {
  const environment = { FAIRLEAD_ENVIRONMENT: 'staging', FAIRLEAD_DRY_RUN: 'true', FAIRLEAD_STRATEGY: 'atomic' }
  const { values, sources } = read({ environment: '', token: 't', timeout: '5m' }, environment)
  expect(values.environment).toBe('staging')
  expect(values['dry-run']).toBe(true)
  expect(values.timeout).toEqual({ ms: 300_000 })
  // Not offered for a whole job: only common inputs are.
  expect(values.strategy).toBe('waves')
  expect(values['plan-id']).toBeNull()
  expect(sources).toMatchObject({ environment: 'environment variable', timeout: 'input', strategy: 'default', 'plan-id': 'not given' })
})
