import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { runWorkflow } from '../../../local/runner/run-workflow.ts'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

test('a job sees what is committed, and cannot push into the repository it came from', async () => {
  using repository = workflowRepository({
    'version.txt': 'committed\n',
    'notes/ignored.txt': 'kept out of archives only\n',
    '.gitattributes': '/notes export-ignore\n',
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { version: "\${{ steps.look.outputs.version }}", origin: "\${{ steps.look.outputs.origin }}" }
    steps:
      - uses: actions/checkout@v6
      - id: look
        run: |
          test -f notes/ignored.txt
          echo "version=$(cat version.txt)" >> "$GITHUB_OUTPUT"
          echo "origin=$(git remote get-url origin)" >> "$GITHUB_OUTPUT"
`,
  })
  writeFileSync(join(repository.folder, 'version.txt'), 'not committed\n')
  const run = await runWorkflow({ file: workflowFile, repository: repository.folder, repositoryName: 'fairlead/example' })

  expect(run.jobs[0]?.outputs).toEqual({ version: 'committed', origin: 'https://github.com/fairlead/example' })
  expect(run.log).toMatch(/##\[warning\].*has changes that are not committed/)
})

test('an earlier commit, and another repository at a path of its own', async () => {
  using other = workflowRepository({ 'other.txt': 'of the other' })
  using repository = workflowRepository({
    'version.txt': 'one',
    [workflowFile]: `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with: { persist-credentials: false }
      - uses: actions/checkout@v6
        with: { repository: other/repository, path: beside, fetch-depth: 1 }
      - run: test "$(cat version.txt) $(cat beside/other.txt)" = "one of the other"
`,
  })
  const first = repository.git('rev-parse', 'HEAD')
  writeFileSync(join(repository.folder, 'version.txt'), 'two')
  repository.git('commit', '--quiet', '--all', '--message', 'Second')
  const run = await runWorkflow({
    file: workflowFile,
    repository: repository.folder,
    commit: first,
    repositories: { 'other/repository': other.folder },
  })

  expect(run.conclusion).toBe('success')
})
