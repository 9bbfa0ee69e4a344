import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { startGitHub } from '../../local/github/github.ts'
import { runWorkflow } from '../../local/runner/run-workflow.ts'
import { commitOf, makeSystem, releaseId } from '../scenarios/blue-green-switch/system.ts'
import { workflowRepository } from '../support/workflow-repository.ts'

const root = join(import.meta.dirname, '..', '..')
const example = join(root, 'examples', 'traqora', '.github', 'workflows')

interface Job {
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly steps?: readonly { readonly uses?: string }[]
  readonly uses?: string
  readonly permissions?: unknown
}

async function workflows(): Promise<{ path: string; jobs: Readonly<Record<string, Job>>; permissions: unknown }[]> {
  const found: { path: string; jobs: Readonly<Record<string, Job>>; permissions: unknown }[] = []
  for await (const path of glob(['.github/workflows/*.yml', 'examples/*/.github/workflows/*.yml'], { cwd: root })) {
    found.push({ path, ...(parse(await readFile(join(root, path), 'utf8')) as { jobs: Record<string, Job>; permissions: unknown }) })
  }
  return found
}

test('every workflow starts without permissions, and every action is pinned by commit or is our own', async () => {
  const all = await workflows()
  expect(all.length).toBeGreaterThanOrEqual(7)
  for (const { path, jobs, permissions } of all) {
    expect({ path, permissions }).toEqual({ path, permissions: {} })
    for (const [name, { steps = [], uses, permissions: ofJob }] of Object.entries(jobs)) {
      expect({ path, name, told: ofJob !== undefined }).toEqual({ path, name, told: true })
      for (const used of [...steps.flatMap((step) => step.uses ?? []), ...(uses === undefined ? [] : [uses])]) {
        expect(used).toMatch(/^(\$\/|fairlead\/fairlead\/|[\w./-]+@[0-9a-f]{40}$)/)
      }
    }
  }
})

test('the job that a branch rule requires waits for every other job, and runs whatever became of them', async () => {
  const aggregates = (await workflows()).flatMap(({ path, jobs }) =>
    Object.entries(jobs)
      .filter(([name]) => name.endsWith('passed'))
      .map(([name, job]) => ({ path, name, job, others: Object.keys(jobs).filter((other) => other !== name) })),
  )
  expect(aggregates.map(({ path }) => path).sort()).toEqual(['.github/workflows/ci.yml', '.github/workflows/pr-gates.yml'])
  for (const { path, job, others } of aggregates) {
    expect({ path, if: job.if, needs: [job.needs ?? []].flat() }).toEqual({ path, if: 'always()', needs: others })
  }
})

test.each([
  ['green', 'exit 0', 'success'],
  ['red', 'exit 1', 'failure'],
])('a pull request with %s gates: the required check is %s', async (_, command, conclusion) => {
  await using github = await startGitHub({ repository: 'traqora/traqora' })
  using repository = workflowRepository({
    '.github/workflows/pr-gates.yml': (await readFile(join(example, 'pr-gates.yml'), 'utf8')).replace(
      'prepare: npm ci --ignore-scripts',
      "prepare: 'true'",
    ),
    'fairlead.yml': `system: traqora\nenvironments: { staging: {} }\ngates:\n  - command: ${command}\n`,
  })
  const run = await runWorkflow({
    file: '.github/workflows/pr-gates.yml',
    repository: repository.folder,
    repositoryName: 'traqora/traqora',
    repositories: { 'fairlead/fairlead': root },
    event: { name: 'pull_request' },
    github,
  })
  expect(run.jobs.map(({ id, conclusion: ended }) => [id, ended])).toEqual([
    ['gates/gates', conclusion],
    ['gates/gates-passed', conclusion],
  ])
  expect(run.conclusion).toBe(conclusion)
})

test('rollback.yml needs the environment and nothing else: it takes back the release whose runner was lost', async () => {
  await using system = await makeSystem()
  expect((await system.switch(1)).errors).toEqual([])
  const started = await system.startSwitch(2, { inputs: { soak: '{ for: 60s }' } })
  while ((await system.balancer.color()) === 'green') await new Promise((resolve) => setTimeout(resolve, 20))
  started.kill('SIGKILL')
  await started.ended

  await using github = await startGitHub({ repository: 'traqora/traqora' })
  using repository = workflowRepository({
    '.github/workflows/rollback.yml': await readFile(join(example, 'rollback.yml'), 'utf8'),
    'fairlead.yml': await readFile(join(system.repository, 'fairlead.yml'), 'utf8'),
  })
  const { env = {} } = await system.given(2)
  const start = (inputs: Readonly<Record<string, string | boolean>>) =>
    runWorkflow({
      file: '.github/workflows/rollback.yml',
      repository: repository.folder,
      repositoryName: 'traqora/traqora',
      repositories: { 'fairlead/fairlead': root },
      event: { name: 'workflow_dispatch', inputs: { environment: 'rehearsal', ...inputs } },
      environments: { rehearsal: {} },
      environment: env,
      github,
    })
  const told = await start({ 'dry-run': true })
  expect({ conclusion: told.conclusion, color: await system.balancer.color() }).toEqual({ conclusion: 'success', color: 'blue' })
  expect((await start({ mode: 'undo' })).log).toContain('mode: undo')
  expect(await system.balancer.color()).toBe('blue')
  const run = await start({})
  expect(run.conclusion).toBe('success')
  const step = run.jobs.flatMap(({ steps }) => steps).find(({ id }) => id === 'rollback')
  expect(step?.outputs).toMatchObject({ decision: 'revert', 'restored-release': releaseId(1) })
  expect(await system.balancer.color()).toBe('green')
  expect(await system.identity('green')).toBe(commitOf(1))
})
