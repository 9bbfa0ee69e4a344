import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/workflows')

test('outputs travel through steps, composites, jobs, and a reusable workflow of another repository', async () => {
  const run = await runWorkflow({
    file: '.github/workflows/outputs.yml',
    repository: join(fixtures, 'repository'),
    repositories: { 'other/suite': join(fixtures, 'suite') },
    event: { name: 'workflow_dispatch', inputs: { environment: 'staging' } },
    secrets: { KEY: 'secret-key-13' },
  })

  expect(run.conclusion).toBe('success')
  const [make, call, read] = run.jobs
  expect(make?.outputs).toEqual({ text: 'hello staging here 3', block: 'one\ntwo', greeting: 'greetings, composite well' })
  expect(make?.summary).toContain('### A heading')
  expect(make?.steps.map(({ name }) => name)).toContain('sees from GITHUB_ENV')
  expect(make?.steps.find(({ name }) => name === 'sees from GITHUB_ENV')?.log).toContain('tool ran')
  expect(call).toMatchObject({ id: 'call/note', name: 'call / note', outputs: { note: 'noted: hello staging here 3, fast false, key 13' } })
  expect(call?.annotations).toEqual([
    expect.objectContaining({ level: 'notice', title: 'Noted', file: 'a.ts', line: 3, message: 'It is % done' }),
  ])
  expect(read?.outputs).toEqual({ all: 'noted: hello staging here 3, fast false, key 13, 1+2' })
  expect(run.log).not.toContain('secret-key-13')
})

test('a called workflow gives its outputs to the run', async () => {
  const run = await runWorkflow({
    file: '.github/workflows/note.yml',
    repository: join(fixtures, 'suite'),
    event: { name: 'workflow_call', inputs: { text: 'directly' } },
    secrets: { KEY: 'another-key' },
  })

  expect(run.outputs).toEqual({ note: 'noted: directly, fast true, key 11' })
})

test('a job sees the variables that GitHub gives, and nothing of this process', async () => {
  process.env['OF_THE_TEST_PROCESS'] = 'must not be seen'
  using repository = workflowRepository({
    'readme.md': 'here',
    [workflowFile]: `
on: workflow_dispatch
jobs:
  look:
    runs-on: ubuntu-latest
    outputs: { variables: "\${{ steps.look.outputs.variables }}", context: "\${{ github.sha }} \${{ github.run_id }} \${{ github.workflow_ref }}" }
    steps:
      - uses: actions/checkout@v6
      - id: look
        run: |
          { echo 'variables<<END'; env; echo END; } >> "$GITHUB_OUTPUT"
          test -f readme.md && test "$(git rev-parse HEAD)" = "$GITHUB_SHA" && test "$PWD" = "$GITHUB_WORKSPACE"
          test "$(jq -r .repository.full_name < "$GITHUB_EVENT_PATH" 2>/dev/null || grep -o 'fairlead/example' "$GITHUB_EVENT_PATH" | head -1)" = fairlead/example
`,
  })
  const run = await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    repositoryName: 'fairlead/example',
    runId: 7,
    runAttempt: 2,
    actor: 'alice',
    environment: { EXTRA: 'given' },
  })

  expect(run.conclusion).toBe('success')
  const variables = run.jobs[0]?.outputs['variables'] ?? ''
  for (const line of [
    'CI=true',
    'GITHUB_ACTIONS=true',
    'GITHUB_REPOSITORY=fairlead/example',
    'GITHUB_REPOSITORY_OWNER=fairlead',
    `GITHUB_SHA=${repository.git('rev-parse', 'HEAD')}`,
    'GITHUB_REF=refs/heads/main',
    'GITHUB_REF_NAME=main',
    'GITHUB_RUN_ID=7',
    'GITHUB_RUN_ATTEMPT=2',
    'GITHUB_JOB=look',
    'GITHUB_ACTOR=alice',
    'GITHUB_EVENT_NAME=workflow_dispatch',
    'GITHUB_ACTION=look',
    'GITHUB_SERVER_URL=https://github.com',
    `RUNNER_OS=${process.platform === 'darwin' ? 'macOS' : 'Linux'}`,
    'EXTRA=given',
  ]) {
    expect(variables.split('\n')).toContain(line)
  }
  expect(variables).not.toContain('OF_THE_TEST_PROCESS')
  expect(run.jobs[0]?.outputs['context']).toBe(`${repository.git('rev-parse', 'HEAD')} 7 fairlead/example/${workflowFile}@refs/heads/main`)
})
