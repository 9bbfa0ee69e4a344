import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

const suite = join(import.meta.dirname, '../../fixtures/workflows/suite')

test('pre stages come first, post stages last in the other order, and state goes from one to the next', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: echo begin
      - { uses: other/suite/actions/stages@v1, with: { name: first } }
      - { uses: other/suite/actions/stages@v1, with: { name: broken, main: failure } }
      - { uses: other/suite/actions/stages@v1, with: { name: left out } }
`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, repositories: { 'other/suite': suite } })

  expect(run.conclusion).toBe('failure')
  const said = run.jobs[0]?.steps.flatMap(({ log }) => log.split('\n').filter((line) => /^(pre|main|post) /.test(line)))
  expect(said).toEqual([
    'pre first',
    'pre broken',
    'pre left out',
    'main first, pre first',
    'main broken, pre broken',
    // A pre stage registers the post stage, so it runs although its main was skipped.
    'post left out, pre left out, 0 lines',
    'post broken, pre broken, 2 lines',
    'post first, pre first, 2 lines',
  ])
  expect(run.jobs[0]?.steps.map(({ stage, conclusion }) => `${stage} ${conclusion}`).slice(3)).toEqual([
    'main success',
    'main success',
    'main failure',
    'main skipped',
    'post success',
    'post success',
    'post success',
  ])
})

test('an action gets unknown inputs too, with a warning, and the program of the archive only', async () => {
  using actions = workflowRepository({
    'action.yml': `
name: Show
description: Shows what it gets.
inputs: { dry-run: { description: Whether, default: 'false' }, token: { description: Token, default: "\${{ github.token }}" } }
runs: { using: node24, main: dist/main.js }
`,
    'dist/main.js': `
const { existsSync } = require('node:fs')
console.log('known', process.env['INPUT_DRY-RUN'], 'unknown', process.env['INPUT_DRYRUN'], 'token', process.env.INPUT_TOKEN.length > 5)
console.log('source', existsSync(__dirname + '/../src'), 'ref', process.env.GITHUB_ACTION_REPOSITORY, process.env.GITHUB_ACTION_REF)
`,
    'src/main.ts': '',
    '.gitattributes': '/src export-ignore\n',
  })
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one: { runs-on: ubuntu-latest, steps: [{ uses: fairlead/show@v1, with: { dryrun: true } }] }
`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, repositories: { 'fairlead/show': actions.folder } })

  expect(run.jobs[0]?.annotations.map(({ message }) => message)).toEqual([
    "Unexpected input(s) 'dryrun', valid inputs are ['dry-run', 'token']",
  ])
  expect(run.log).toContain('known false unknown true token true')
  expect(run.log).toContain('source false ref fairlead/show v1')
  expect(actions.git('status', '--porcelain')).toBe('')
})

test('a background process of a step outlives it, and the step does not wait for it', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { pid: "\${{ steps.start.outputs.pid }}" }
    steps:
      - id: start
        run: |
          setsid sleep 300 &
          echo "pid=$!" >> "$GITHUB_OUTPUT"
          echo started
      - run: kill -0 "\${{ steps.start.outputs.pid }}"
`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder })
  process.kill(Number(run.jobs[0]?.outputs['pid']))

  expect(run.conclusion).toBe('success')
  expect(run.jobs[0]?.steps[0]).toMatchObject({ log: expect.stringContaining('started') })
  expect(run.jobs[0]?.steps[0]?.seconds).toBeLessThan(5)
})

test('a step over its time limit fails, and the job goes on as after any failure', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { name: slow, run: exec sleep 60, timeout-minutes: 0.005 }
      - { if: failure(), run: echo handled }
`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, grace: { interruptMs: 100, terminateMs: 100 } })

  expect(run.conclusion).toBe('failure')
  expect(run.jobs[0]?.steps.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success'])
  expect(run.jobs[0]?.annotations[0]?.message).toBe("The action 'slow' has timed out after 0.005 minutes.")
})
