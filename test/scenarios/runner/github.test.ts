import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startGitHub } from '../../../local/github/github.ts'
import { Concurrency } from '../../../local/runner/concurrency.ts'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

const call = (path: string) =>
  `curl -s -o answer.json -w 'status %{http_code}\\n' -H "authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/${path}"`

test('the token of a job may do what its permissions say, sees its own run, and ends with the job', async () => {
  await using github = await startGitHub({ repository: 'fairlead/example' })
  using repository = workflowRepository({
    [workflowFile]: `
name: Release
on: workflow_dispatch
permissions: { checks: read }
env: { TOKEN: "\${{ github.token }}" }
jobs:
  checks:
    name: The checks
    runs-on: ubuntu-latest
    steps:
      - run: |
          ${call('commits/$GITHUB_SHA/check-runs')}
          grep -o '"name":"The checks","[^}]*"status":"in_progress"' answer.json | head -1 | cut -c1-19
  contents:
    runs-on: ubuntu-latest
    permissions: { contents: read }
    steps:
      - run: |
          ${call('git/ref/heads/main')}
          ${call('commits/$GITHUB_SHA/check-runs')}
`,
  })
  await github.repository.addHistory(repository.folder)
  const tokens: string[] = []
  const run = await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    repositoryName: 'fairlead/example',
    github,
    onLine: ({ text }) => tokens.push(text),
  })

  expect(run.conclusion).toBe('success')
  const said = Object.fromEntries(
    run.jobs.map(({ id, steps }) => [id, steps.flatMap(({ log }) => log.split('\n').filter((line) => /^status|^"name/.test(line)))]),
  )
  expect(said).toEqual({ checks: ['status 200', '"name":"The checks"'], contents: ['status 200', 'status 403'] })
  expect(github.repository.workflowRuns).toEqual([
    expect.objectContaining({ id: run.runId, name: 'Release', status: 'completed', conclusion: 'success' }),
  ])
  expect(github.repository.checkRuns.map(({ name, status, conclusion }) => `${name} ${status} ${conclusion}`)).toEqual([
    'The checks completed success',
    'contents completed success',
  ])
  expect(tokens.join('\n')).not.toMatch(/ghs_/)
})

test('a job with an environment shows its deployment, and one with deployment: false does not', async () => {
  await using github = await startGitHub({ repository: 'fairlead/example' })
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  plan: { runs-on: ubuntu-latest, environment: { name: production-plan, deployment: false }, steps: [{ run: "true" }] }
  release: { needs: plan, runs-on: ubuntu-latest, environment: production, steps: [{ run: "exit 1" }] }
`,
  })
  await runWorkflow({ file: workflowFile, repository: repository.folder, repositoryName: 'fairlead/example', github })

  expect(github.repository.deployments.map(({ environment, statuses }) => [environment, ...statuses.map(({ state }) => state)])).toEqual([
    ['production', 'in_progress', 'failure'],
  ])
})

test('a second attempt replaces the run, and its checks those of the first', async () => {
  await using github = await startGitHub({ repository: 'fairlead/example' })
  using repository = workflowRepository({
    [workflowFile]: `on: workflow_dispatch\njobs: { one: { runs-on: ubuntu-latest, steps: [{ run: "test $GITHUB_RUN_ATTEMPT = 2" }] } }\n`,
  })
  const attempt = (runAttempt: number) =>
    runWorkflow({ file: workflowFile, repository: repository.folder, repositoryName: 'fairlead/example', github, runId: 77, runAttempt })

  expect((await attempt(1)).conclusion).toBe('failure')
  expect((await attempt(2)).conclusion).toBe('success')
  expect(github.repository.workflowRuns).toEqual([expect.objectContaining({ id: 77, attempt: 2, conclusion: 'success' })])
  const { value } = github.issueToken({ permissions: { checks: 'read' } })
  const answer = await fetch(`${github.apiUrl}/repos/fairlead/example/commits/${repository.git('rev-parse', 'HEAD')}/check-runs`, {
    headers: { authorization: `token ${value}` },
  })
  expect(await answer.json()).toMatchObject({ total_count: 1, check_runs: [{ name: 'one', conclusion: 'success' }] })
})

test('two runs of one concurrency group come one after the other', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: { workflow_dispatch: { inputs: { environment: { type: string, required: true } } } }
concurrency: { group: "release-\${{ inputs.environment }}", queue: max }
jobs:
  one: { runs-on: ubuntu-latest, steps: [{ run: sleep 0.2 }] }
`,
  })
  const concurrency = new Concurrency()
  const events: string[] = []
  const release = (name: string, environment: string) =>
    runWorkflow({
      file: workflowFile,
      repository: repository.folder,
      concurrency,
      event: { name: 'workflow_dispatch', inputs: { environment } },
      onJob: ({ state }) => events.push(`${name} ${state}`),
    })
  const runs = await Promise.all([release('first', 'production'), release('second', 'production')])

  expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success'])
  expect(events.map((event) => event.split(' ')[1])).toEqual(['started', 'ended', 'started', 'ended'])
})

test('a run costs little beside what its programs cost', async () => {
  using repository = workflowRepository({
    [workflowFile]: `on: workflow_dispatch\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n${'      - run: exit 0\n'.repeat(30)}`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, folder: join(repository.folder, '.run') })
  const [fastest = Number.NaN] = (run.jobs[0]?.steps ?? []).map(({ seconds }) => seconds).sort((one, other) => one - other)

  expect(run.jobs[0]?.steps).toHaveLength(30)
  expect(fastest * 1000).toBeLessThan(50)
})
