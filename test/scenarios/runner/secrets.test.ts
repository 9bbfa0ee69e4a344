import { expect, test } from '@jest/globals'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

test('a job output that holds masked text is dropped with a warning, and the log shows no secret', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    outputs:
      plain: \${{ steps.make.outputs.plain }}
      secret: \${{ steps.make.outputs.secret }}
      masked: \${{ steps.make.outputs.masked }}
    steps:
      - id: make
        run: |
          echo "::add-mask::found-at-run-time"
          echo "plain=fine" >> "$GITHUB_OUTPUT"
          echo "secret=at $HOST_NAME:5432" >> "$GITHUB_OUTPUT"
          echo "masked=found-at-run-time" >> "$GITHUB_OUTPUT"
          echo "host $HOST_NAME, also $(printf %s "$HOST_NAME" | base64) and found-at-run-time"
          echo "summary of $HOST_NAME" >> "$GITHUB_STEP_SUMMARY"
          echo "::error::could not reach $HOST_NAME"
        env: { HOST_NAME: "\${{ secrets.HOST_NAME }}" }
`,
  })
  const lines: string[] = []
  const run = await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    secrets: { HOST_NAME: 'database.internal.example' },
    onLine: ({ text }) => lines.push(text),
  })

  const [job] = run.jobs
  expect(job?.outputs).toEqual({ plain: 'fine' })
  expect(job?.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual([
    "Skip output 'secret' since it may contain secret.",
    "Skip output 'masked' since it may contain secret.",
  ])
  expect(lines).toContain('host ***, also *** and ***')
  expect(job?.summary).toBe('summary of ***\n')
  expect(job?.steps[0]?.maskedLines).toBe(2)
  expect(
    JSON.stringify({ log: run.log, jobs: run.jobs.map(({ steps, ...rest }) => ({ ...rest, log: steps.map(({ log }) => log) })) }),
  ).not.toMatch(/database\.internal|found-at-run-time"/)
})

test('stop-commands keeps printed text from being obeyed', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo '::stop-commands::token-1'
          echo '::error::only text'
          echo '::token-1::'
          echo '::error::real'
`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder })

  expect(run.jobs[0]?.annotations.map(({ message }) => message)).toEqual(['real'])
  expect(run.log).toContain('::error::only text')
})

const environments = { production: { secrets: { KEY: 'of-the-environment' }, variables: { REGION: 'eu' } } }
const called = `
on:
  workflow_call:
    inputs: { environment: { type: string, required: true } }
    secrets: { KEY: { required: false }, OTHER: { required: false } }
    outputs: { seen: { value: "\${{ jobs.deploy.outputs.seen }}" } }
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: \${{ inputs.environment }}
    outputs: { seen: "\${{ secrets.KEY != '' && 'key' || 'no key' }}, \${{ vars.REGION }}" }
    steps: [{ run: "true" }]
`

test.each([
  ['inherited', 'inherit', 'key, eu'],
  ['named by the caller, empty there', '{ KEY: "${{ secrets.KEY }}" }', 'key, eu'],
  ['not named by the caller', '{ OTHER: "${{ secrets.OTHER }}" }', 'no key, eu'],
])('the secret of an environment reaches a called workflow when it is %s', async (_case, secrets, seen) => {
  using repository = workflowRepository({
    '.github/workflows/called.yml': called,
    [workflowFile]: `
on: workflow_dispatch
jobs:
  release:
    uses: ./.github/workflows/called.yml
    with: { environment: production }
    secrets: ${secrets}
  see: { needs: release, runs-on: ubuntu-latest, outputs: { seen: "\${{ needs.release.outputs.seen }}" }, steps: [{ run: "true" }] }
`,
  })
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, environments })
  expect(run.jobs.at(-1)?.outputs).toEqual({ seen })
})

test('the secret of an environment does not reach a called workflow of another owner', async () => {
  using suite = workflowRepository({ '.github/workflows/called.yml': called })
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  release: { uses: other/suite/.github/workflows/called.yml@v1, with: { environment: production }, secrets: inherit }
  see: { needs: release, runs-on: ubuntu-latest, outputs: { seen: "\${{ needs.release.outputs.seen }}" }, steps: [{ run: "true" }] }
`,
  })
  const run = await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    repositories: { 'other/suite': suite.folder },
    environments,
  })
  expect(run.jobs.at(-1)?.outputs).toEqual({ seen: 'no key, eu' })
})

test('a rejected review stops its job, and what comes after', async () => {
  using repository = workflowRepository({
    [workflowFile]: `
on: workflow_dispatch
jobs:
  plan: { runs-on: ubuntu-latest, environment: { name: production-plan, deployment: false }, steps: [{ run: "true" }] }
  release: { needs: plan, runs-on: ubuntu-latest, environment: production, steps: [{ run: "true" }] }
  notice: { needs: release, runs-on: ubuntu-latest, steps: [{ run: "true" }] }
`,
  })
  const asked: string[] = []
  const review = async ({ environment }: { environment: string }) => {
    asked.push(environment)
    return 'rejected' as const
  }
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, environments: { production: { review } } })

  expect(asked).toEqual(['production'])
  expect(run.jobs.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual(['plan success', 'release failure', 'notice skipped'])
})
