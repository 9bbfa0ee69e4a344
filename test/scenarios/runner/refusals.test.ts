import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { RunOptions } from '../../../local/runner/options.ts'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { type Problem, problemsOf } from '../../../src/core/problem.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

/** What a run is refused for. It fails where anything of it ran. */
async function refusals(files: Record<string, string>, options: Partial<RunOptions> = {}): Promise<readonly Problem[]> {
  using repository = workflowRepository(files)
  const steps: string[] = []
  const thrown = await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    onStep: ({ step }) => steps.push(step),
    ...options,
  }).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(steps).toEqual([])
  return problemsOf(thrown) ?? []
}

function workflow(job: string, on = 'workflow_dispatch'): Record<string, string> {
  return { [workflowFile]: `on: ${on}\njobs:\n  one:\n${job.replaceAll(/^/gm, '    ')}\n` }
}

const steps = (text: string) => workflow(`runs-on: ubuntu-latest\nsteps:\n${text.replaceAll(/^/gm, '  ')}`)

test('what GitHub would refuse is told with its place, all at once', async () => {
  const problems = await refusals({
    [workflowFile]: 'on: workflow_dispatch\njobs:\n  one:\n    run-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n',
  })
  expect(problems.map(({ code, message, at }) => `${code} ${at?.line}:${at?.column} ${message}`)).toEqual([
    expect.stringMatching(/^runner\/invalid-workflow 4:5 .*run-on/),
    expect.stringMatching(/^runner\/invalid-workflow 6:19 .*Unrecognized named-value: 'nothing'/),
    expect.stringMatching(/^runner\/invalid-workflow 4:5 .*runs-on/),
  ])
})

test('broken YAML is one problem', async () => {
  const problems = await refusals({ [workflowFile]: 'on: [workflow_dispatch\njobs: {{\n' })
  expect(problems).toHaveLength(1)
  expect(problems[0]?.code).toBe('runner/invalid-workflow')
})

test('what this runner cannot do is told before anything runs, all at once', async () => {
  const problems = await refusals({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    container: node:24
    strategy: { matrix: { node: [24] } }
    steps: [{ run: "true" }]
  two:
    runs-on: windows-latest
    steps: [{ run: "true" }]
  three:
    runs-on: ubuntu-latest
    steps:
      - { run: "true", background: true }
`,
  })
  expect(problems.map(({ message }) => message)).toEqual([
    'The local runner does not run `container of a job`.',
    'The local runner does not run `strategy of a job`.',
    'The local runner does not run `runs-on: windows-latest`.',
    'The local runner does not run `background of a step`.',
  ])
})

test.each([
  ['an action of a repository that was not given', '- uses: actions/cache@v5', 'runner/unknown-repository', 'actions/cache'],
  ['an action that is not there', '- uses: $/actions/missing', 'runner/missing-file', 'actions/missing'],
  ['a container', '- uses: docker://alpine:3', 'runner/unsupported', 'docker://alpine:3'],
  ['another shell', '- { run: x, shell: python }', 'runner/unsupported', 'python'],
  ['hashFiles', "- run: echo ${{ hashFiles('x') }}", 'runner/unsupported', 'hashFiles'],
])('%s is refused', async (_what, step, code, word) => {
  const problems = await refusals(steps(step))
  expect(problems.map((problem) => problem.code)).toEqual([code])
  expect(problems[0]?.message).toContain(word)
  expect(problems[0]?.at).toMatchObject({ file: workflowFile, line: 6 })
})

test('an action whose program was not built is refused', async () => {
  const problems = await refusals({
    ...steps('- uses: $/actions/one'),
    'actions/one/action.yml': 'name: One\ndescription: One.\nruns: { using: node24, main: ../../dist/one.js }\n',
  })
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^runner\/missing-file .*\.\.\/\.\.\/dist\/one\.js/),
  ])
})

test('an action for a Node that GitHub no longer has is refused', async () => {
  const problems = await refusals({
    ...steps('- uses: ./actions/one'),
    'actions/one/action.yml': 'name: One\ndescription: One.\nruns: { using: node20, main: one.js }\n',
  })
  expect(problems.map(({ code, at }) => `${code} ${at?.line}`)).toEqual(['runner/unsupported 3'])
})

test('wrong inputs are told all at once', async () => {
  const declared = `
  workflow_dispatch:
    inputs:
      environment: { type: environment, required: true }
      attempts: { type: number }
      strategy: { type: choice, options: [waves, atomic] }`
  const files = workflow('runs-on: ubuntu-latest\nsteps: [{ run: "true" }]', declared)
  const problems = await refusals(files, {
    event: { name: 'workflow_dispatch', inputs: { enviroment: 'x', attempts: 'three', strategy: 'slow' } },
  })
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^runner\/unknown-input .*enviroment/),
    expect.stringMatching(/^runner\/missing-input .*environment/),
    expect.stringMatching(/^runner\/wrong-input .*attempts.*three/),
    expect.stringMatching(/^runner\/wrong-input .*strategy.*waves, atomic/),
  ])
  expect((await refusals(files, { event: { name: 'push' } })).map(({ code }) => code)).toEqual(['runner/wrong-event'])
})

test('a called workflow may not ask for more than its caller has, nor be given what it does not know', async () => {
  const problems = await refusals({
    ...workflow('permissions: { contents: read }\nuses: ./.github/workflows/called.yml\nwith: { wrong: x }\nsecrets: { STRANGE: x }'),
    '.github/workflows/called.yml': `
on: { workflow_call: { inputs: { environment: { type: string, required: true } } } }
permissions: { contents: write }
jobs:
  inner: { runs-on: ubuntu-latest, steps: [{ run: "true" }] }
`,
  })
  expect(problems.map(({ code }) => code).sort()).toEqual([
    'runner/missing-input',
    'runner/too-many-permissions',
    'runner/unknown-input',
    'runner/unknown-input',
  ])
})

test('a workflow file that is not there is refused', async () => {
  const problems = await refusals(steps('- run: "true"'), { file: join('.github/workflows', 'other.yml') })
  expect(problems.map(({ code }) => code)).toEqual(['runner/missing-file'])
})

test('a Node that actions do not run on is refused', async () => {
  const problems = await refusals({ ...steps('- run: "true"') }, { node: '/bin/echo' })
  expect(problems.map(({ code }) => code)).toEqual(['runner/wrong-node'])
})
