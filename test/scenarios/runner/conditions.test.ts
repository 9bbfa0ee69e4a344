import { expect, test } from '@jest/globals'
import type { JobResult, RunResult } from '../../../local/runner/result.ts'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

async function run(yaml: string, files: Record<string, string> = {}): Promise<RunResult> {
  using repository = workflowRepository({ [workflowFile]: yaml, ...files })
  return await runWorkflow({ file: workflowFile, repository: repository.folder })
}

function jobOf({ jobs }: RunResult, id: string): JobResult {
  const job = jobs.find((each) => each.id === id)
  if (job === undefined) throw new Error(`no job ${id} among ${jobs.map((each) => each.id).join(', ')}`)
  return job
}

test('after a failed step only failure() and always() steps run, and the job fails', async () => {
  const result = await run(`
on: workflow_dispatch
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - { id: before, run: echo before }
      - { id: broken, run: exit 3 }
      - { id: after, run: echo after }
      - { id: rollback, if: failure(), run: "echo \${{ steps.broken.outcome }} \${{ job.status }}" }
      - { id: only-cancelled, if: cancelled(), run: echo never }
      - { id: notice, if: always() && steps.rollback.conclusion == 'success', run: echo told }
`)
  expect(result.conclusion).toBe('failure')
  const [job] = result.jobs
  expect(job?.steps.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual([
    'before success',
    'broken failure',
    'after skipped',
    'rollback success',
    'only-cancelled skipped',
    'notice success',
  ])
  expect(job?.steps[3]?.log).toContain('failure failure')
  expect(job?.annotations).toEqual([expect.objectContaining({ level: 'error', message: 'Process completed with exit code 3.' })])
})

test('continue-on-error keeps the job green and shows the failure as outcome', async () => {
  const result = await run(`
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { seen: "\${{ steps.broken.outcome }} \${{ steps.broken.conclusion }}" }
    steps:
      - { id: broken, run: exit 1, continue-on-error: true }
      - run: echo goes on
`)
  expect(result.conclusion).toBe('success')
  expect(result.jobs[0]?.outputs).toEqual({ seen: 'failure success' })
})

test('a failure skips everything behind it, and an always() job judges every need', async () => {
  const result = await run(`
on: workflow_dispatch
jobs:
  broken: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }
  fine: { runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  left-out: { runs-on: ubuntu-latest, if: github.event_name == 'push', steps: [{ run: exit 1 }] }
  behind: { needs: broken, runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  far-behind: { needs: behind, runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  behind-skipped: { needs: left-out, runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  on-failure: { needs: [far-behind], if: failure(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  all:
    needs: [broken, fine, left-out, far-behind]
    if: always()
    runs-on: ubuntu-latest
    outputs: { seen: "\${{ join(needs.*.result, ' ') }}" }
    steps:
      - run: exit 1
        if: contains(needs.*.result, 'failure') || contains(needs.*.result, 'skipped')
  after-always: { needs: fine, if: always(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  success-asks-all: { needs: passed-on, runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  passed-on: { needs: left-out, if: always(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
`)
  expect(Object.fromEntries(result.jobs.map(({ id, conclusion }) => [id, conclusion]))).toEqual({
    broken: 'failure',
    fine: 'success',
    'left-out': 'skipped',
    behind: 'skipped',
    'far-behind': 'skipped',
    'behind-skipped': 'skipped',
    'on-failure': 'success',
    all: 'failure',
    'after-always': 'success',
    // actions/runner issue 491: success() asks all jobs before, also those that its need did not mind.
    'success-asks-all': 'skipped',
    'passed-on': 'success',
  })
  expect(jobOf(result, 'all').outputs).toEqual({ seen: 'failure success skipped skipped' })
})

test('inside of a composite action success() asks the action: a rollback runs to its end after a failure', async () => {
  const result = await run(
    `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - run: exit 1
      - { id: rollback, uses: ./rollback, if: failure() }
`,
    {
      'rollback/action.yml': `
name: Rollback
description: Two steps, the second after a failure of its own.
outputs: { seen: { description: What ran, value: "\${{ steps.first.outcome }} \${{ steps.broken.outcome }} \${{ steps.third.outcome }} \${{ steps.last.outcome }}" } }
runs:
  using: composite
  steps:
    - { id: first, shell: bash, run: echo first }
    - { id: broken, shell: bash, run: exit 1 }
    - { id: third, shell: bash, run: echo third }
    - { id: last, if: failure(), shell: bash, run: echo last }
`,
    },
  )
  const rollback = jobOf(result, 'one').steps.at(-1)
  expect(rollback).toMatchObject({ id: 'rollback', conclusion: 'failure', outputs: { seen: 'success failure skipped success' } })
})

test('a condition that cannot be evaluated fails its step', async () => {
  const result = await run(`
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { id: list, run: "echo 'list=[1,' >> \\"$GITHUB_OUTPUT\\"" }
      - { id: broken, if: "contains(fromJSON(steps.list.outputs.list), 1)", run: echo never }
`)
  expect(result.jobs[0]?.steps.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure'])
  expect(result.jobs[0]?.steps[1]?.log).toContain('runner/expression')
})

test('a called workflow that fails lets the failure() job of its caller run', async () => {
  const result = await run(
    `
on: workflow_dispatch
jobs:
  release: { uses: ./.github/workflows/called.yml }
  rollback: { needs: release, if: failure(), runs-on: ubuntu-latest, steps: [{ run: "echo \${{ needs.release.result }}" }] }
`,
    {
      '.github/workflows/called.yml': `
on: workflow_call
jobs:
  deploy: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }
  tidy: { needs: deploy, if: always(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
`,
    },
  )
  expect(result.conclusion).toBe('failure')
  expect(result.jobs.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual([
    'release/deploy failure',
    'release/tidy success',
    'rollback success',
  ])
  expect(jobOf(result, 'rollback').steps[0]?.log).toContain('failure')
})
