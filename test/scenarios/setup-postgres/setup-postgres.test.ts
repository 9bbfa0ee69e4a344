import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { findPostgres } from '../../../local/services/postgres-cluster.ts'

const action = join(import.meta.dirname, '../../../actions/setup-postgres')

test('programs that are installed are found, and nothing is installed', async () => {
  const { bin, version } = await findPostgres()
  const major = version.split('.')[0] ?? ''
  const run = await install(major)
  // Elsewhere than in its folder of versions a PostgreSQL is not looked for.
  if (!bin.includes(`/${major}/`)) return
  expect(run).toMatchObject({ exitCode: 0, output: `client=${bin}\n`, asked: '' })
})

test('a major that is not there is asked for by its package, then by the one that knows PostgreSQL’s own', async () => {
  const run = await install('98')
  expect(run.exitCode).toBe(1)
  expect(run.log).toContain('::error title=setup-postgres/not-installed::pg_dump and pg_restore of PostgreSQL 98 are not here')
  expect(run.asked.split('\n').map((line) => line.split(' ').at(-1))).toEqual(['-qq', 'postgresql-client-98', 'ca-certificates', ''])
})

test.each(['', 'latest', '9.6', '16; touch here'])('"%s" is no major, and nothing is asked for', async (major) => {
  const run = await install(major)
  expect(run).toMatchObject({ exitCode: 1, asked: '', output: '' })
  expect(run.log).toContain('::error title=setup-postgres/major::')
})

test('the action hands its input over as a variable, never into the text of the script', async () => {
  const { inputs, runs } = parse(await readFile(join(action, 'action.yml'), 'utf8'))
  expect(Object.keys(inputs)).toEqual(['major'])
  expect(runs.steps[0].run).not.toContain('${{')
})

/** Runs the script with an apt-get that writes down what it was asked for and has nothing. */
async function install(major: string): Promise<{ exitCode: number; log: string; output: string; asked: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-setup-'))
  const [output, asked] = [join(folder, 'output'), join(folder, 'asked')]
  await Promise.all([output, asked].map((file) => writeFile(file, '')))
  for (const program of ['apt-get', 'sudo']) {
    const script = program === 'sudo' ? 'exec "$@"' : `echo "$@" >> ${asked}; exit 100`
    await writeFile(join(folder, program), `#!/bin/bash\n${script}\n`)
    await chmod(join(folder, program), 0o755)
  }
  const env = { PATH: `${folder}:${process.env['PATH']}`, GITHUB_OUTPUT: output }
  const { exitCode, log } = await new Promise<{ exitCode: number; log: string }>((resolve) => {
    const child = execFile('bash', [join(action, 'install.sh'), major], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, log: stdout + stderr }),
    )
  })
  const result = { exitCode, log, output: await readFile(output, 'utf8'), asked: await readFile(asked, 'utf8') }
  await rm(folder, { recursive: true })
  return result
}
