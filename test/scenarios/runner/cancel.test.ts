import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { RunOptions } from '../../../local/runner/options.ts'
import { githubGrace } from '../../../local/runner/process.ts'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

const grace = { interruptMs: 300, terminateMs: 300 }

/** Runs a workflow and aborts when a line says so. */
async function runAndAbort(
  files: Record<string, string>,
  { when, how, options = {} }: { when: string; how: 'signal' | 'kill'; options?: Partial<RunOptions> },
) {
  using repository = workflowRepository(files)
  const controller = new AbortController()
  return await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    grace,
    [how]: controller.signal,
    onLine: ({ text }) => {
      if (text === when) controller.abort()
    },
    ...options,
  })
}

const stubborn = `
import { writeSync } from 'node:fs'
const say = (text) => writeSync(1, text + '\\n')
process.on('SIGINT', () => say('got SIGINT'))
process.on('SIGTERM', () => say('got SIGTERM'))
say('ready')
setInterval(() => {}, 1000)
`

test('the signals come in order, then cancelled() and always() steps run, and post steps', async () => {
  const run = await runAndAbort(
    {
      'stubborn/main.mjs': stubborn,
      'stubborn/post.mjs': "console.log('tidied up')",
      'stubborn/action.yml':
        'name: Stubborn\ndescription: Ends only when killed.\nruns: { using: node24, main: main.mjs, post: post.mjs }\n',
      [workflowFile]: `
on: workflow_dispatch
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - { id: stubborn, uses: $/stubborn }
      - { id: next, run: echo never }
      - { id: on-failure, if: failure(), run: echo never }
      - { id: rollback, if: failure() || cancelled(), run: echo "went back" }
      - { id: notice, if: always(), run: echo told }
  after: { needs: release, runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  at-the-end: { needs: release, if: always(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
`,
    },
    { when: 'ready', how: 'signal' },
  )

  expect(run.conclusion).toBe('cancelled')
  const [job] = run.jobs
  expect(job?.steps.map(({ id, stage, conclusion }) => `${id ?? stage} ${conclusion}`)).toEqual([
    'stubborn cancelled',
    'next skipped',
    'on-failure skipped',
    'rollback success',
    'notice success',
    'post success',
  ])
  expect(job?.steps[0]?.log).toMatch(/ready\ngot SIGINT\ngot SIGTERM$/)
  expect(job?.steps[0]?.seconds).toBeGreaterThanOrEqual(0.6)
  expect(run.jobs.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual(['release cancelled', 'after skipped', 'at-the-end success'])
})

test('a step that ends on SIGINT is cancelled all the same, and its outputs are kept', async () => {
  const run = await runAndAbort(
    {
      [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { state: "\${{ steps.work.outputs.state }}" }
    steps:
      - id: work
        run: |
          trap 'echo "state=known" >> "$GITHUB_OUTPUT"; exit 0' INT
          echo ready
          while true; do sleep 0.05; done
`,
    },
    { when: 'ready', how: 'signal' },
  )
  expect(run.jobs[0]).toMatchObject({ conclusion: 'cancelled', outputs: { state: 'known' } })
})

test('an always() step that runs is not interrupted', async () => {
  const run = await runAndAbort(
    {
      [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { id: clean-up, if: always(), run: "echo ready; sleep 0.5; echo finished" }
      - { id: next, run: echo never }
`,
    },
    { when: 'ready', how: 'signal' },
  )
  expect(run.jobs[0]?.steps.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual(['clean-up success', 'next skipped'])
  expect(run.log).toContain('finished')
  expect(run.conclusion).toBe('cancelled')
})

test('inside of a composite action the running step is cancelled and its cancelled() steps run', async () => {
  const run = await runAndAbort(
    {
      'chain/action.yml': `
name: Chain
description: Steps of a release.
runs:
  using: composite
  steps:
    - { id: work, shell: bash, run: "echo ready; exec sleep 60" }
    - { id: next, shell: bash, run: echo never }
    - { id: rollback, if: failure() || cancelled(), shell: bash, run: echo "went back" }
`,
      [workflowFile]: `
on: workflow_dispatch
jobs:
  one: { runs-on: ubuntu-latest, steps: [{ id: chain, uses: $/chain }] }
`,
    },
    { when: 'ready', how: 'signal' },
  )
  const [chain] = run.jobs[0]?.steps ?? []
  expect(chain?.conclusion).toBe('cancelled')
  expect(chain?.steps.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual(['work cancelled', 'next skipped', 'rollback success'])
})

test('a lost machine ends everything at once, children too, and nothing is tidied up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-lost-'))
  const run = await runAndAbort(
    {
      'stubborn/main.mjs': `
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
writeFileSync(process.env.PID_FILE, String(spawn('sleep', ['300'], { stdio: 'ignore' }).pid))
${stubborn}`,
      'stubborn/post.mjs': "console.log('tidied up')",
      'stubborn/action.yml':
        'name: Stubborn\ndescription: Ends only when killed.\nruns: { using: node24, main: main.mjs, post: post.mjs }\n',
      [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { id: work, uses: $/stubborn }
      - { id: rollback, if: always(), run: echo never }
  after: { needs: one, if: always(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
`,
    },
    { when: 'ready', how: 'kill', options: { environment: { PID_FILE: join(folder, 'pid') } } },
  )
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  rmSync(folder, { recursive: true })

  expect(run.conclusion).toBe('failure')
  expect(run.jobs.map(({ id }) => id)).toEqual(['one'])
  expect(run.jobs[0]?.steps.map(({ id }) => id)).toEqual(['work'])
  expect(run.log).not.toContain('tidied up')
  expect(existsSync(`/proc/${pid}/exe`)).toBe(false)
})

test('without other orders a program has as long as on GitHub', () => {
  // actions/runner, ProcessInvoker.cs: SIGINT, 7.5 s, SIGTERM, 2.5 s, kill.
  expect(githubGrace).toEqual({ interruptMs: 7_500, terminateMs: 2_500 })
})
