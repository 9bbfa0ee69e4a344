import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { workflowFile, workflowRepository } from '../../support/workflow-repository.ts'

const command = join(import.meta.dirname, '../../../local/runner/command.ts')
const workflow = `
on: { workflow_dispatch: { inputs: { environment: { type: string, required: true } } } }
jobs:
  one:
    name: The only job
    runs-on: ubuntu-latest
    steps:
      - { name: Say it, run: 'echo "ready for \${{ inputs.environment }}, \${#KEY} characters: $KEY"', env: { KEY: "\${{ secrets.KEY }}" } }
      - { name: Wait, run: "test \${{ inputs.environment }} = here || exec sleep 60" }
      - { name: Go back, if: cancelled(), run: echo went back }
`

async function runCommand(folder: string, argumentsList: string[]) {
  const options = { cwd: folder, env: { ...process.env, KEY: 'a key of mine' } }
  const ended = await promisify(execFile)(process.execPath, [command, workflowFile, ...argumentsList], options).catch(
    (failed: unknown) => failed,
  )
  const { stdout, stderr, code = 0 } = ended as { stdout: string; stderr: string; code?: number }
  return { stdout, stderr, code }
}

test('it runs a workflow, with secrets from the environment, and ends with a table', async () => {
  using repository = workflowRepository({ [workflowFile]: workflow })
  const { code, stdout } = await runCommand(repository.folder, ['--input', 'environment=here', '--secret', 'KEY'])

  expect(code).toBe(0)
  expect(stdout).toContain('ready for here, 13 characters: ***')
  expect(stdout).not.toContain('a key of mine')
  expect(stdout).toMatch(/The only job {2}success .* s\nworkflow {6}success .* s\n$/)
})

test('wrong use, a missing secret and a wrong input are told, and exit with 2', async () => {
  using repository = workflowRepository({ [workflowFile]: workflow })
  const tries = [
    ['--inputs', 'x=y'],
    ['--secret', 'NOT_SET'],
    ['--input', 'environment'],
    ['--input', 'enviroment=here'],
  ]
  const ends = await Promise.all(tries.map((argumentsList) => runCommand(repository.folder, argumentsList)))

  expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  expect(ends.map(({ stderr }) => stderr.match(/runner\/[a-z]+-[a-z-]+/g))).toEqual([
    ['runner/wrong-use'],
    ['runner/wrong-use'],
    ['runner/wrong-use'],
    ['runner/unknown-input', 'runner/missing-input'],
  ])
})

test('Ctrl-C cancels the run in order', async () => {
  using repository = workflowRepository({ [workflowFile]: workflow })
  const child = spawn(process.execPath, [command, workflowFile, '--input', 'environment=there'], {
    cwd: repository.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let seen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const wasReady = seen.includes('##[group]Run test there')
    seen += text
    if (!wasReady && seen.includes('##[group]Run test there')) child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')

  expect(code).toBe(1)
  expect(seen).toContain('went back')
  expect(seen).toMatch(/workflow {6}cancelled/)
})
