import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { recordingClient } from './recording-client.ts'
import { startSystem } from './system.ts'

test('an odd password shows nowhere: not in arguments of any process, not in what the run wrote, not in its files', async () => {
  await using system = await startSystem()
  const password = `p'a"s\\s %40$HOME;@/:?#[]&= wörd ☂`
  const forms = [password, encodeURIComponent(password)]
  await system.query(`ALTER ROLE app PASSWORD '${password.replaceAll("'", "''")}'`)
  const url = `postgres://app:${encodeURIComponent(password)}@127.0.0.1:${system.server.port}/traqora`
  const client = await recordingClient({ bin: system.server.bin, repository: system.repository })
  // The command and the shell that runs it, seen from within.
  await system.configure({ client: client.folder, command: 'cat /proc/$$/cmdline > seen-by-command; node migrate.mjs' })
  await system.write('migrations/002_bad.sql', 'SELECT no_such_function()')
  const run = await system.release({ env: { DATABASE_URL: url } })

  expect(run.outputs['reason-code']).toBe('postgres/migration-failed')
  const starts = await client.starts()
  expect(starts.some(({ arguments: given }) => given.some((text) => text.startsWith('--snapshot=')))).toBe(true)
  expect(starts.some(({ arguments: given }) => given.some((text) => text.startsWith('--use-list=')))).toBe(true)
  for (const { arguments: given, environment } of starts) {
    expect(given.filter((text) => forms.some((form) => text.includes(form)))).toEqual([])
    // The one variable that libpq reads it from, and only where a database is reached.
    const holding = environment.filter((line) => forms.some((form) => line.includes(form))).map((line) => line.split('=')[0])
    expect(holding).toEqual(given.includes('--version') ? [] : ['PGPASSWORD'])
  }
  // The record of the test itself holds the environments.
  await rm(join(system.repository, 'recorded-starts'))
  const written = [run.everythingItWrote, ...(await filesOf(system.repository))].join('\n')
  for (const form of forms) expect(written.includes(form)).toBe(false)
})

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
}
