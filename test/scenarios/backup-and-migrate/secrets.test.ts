import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startSystem } from './system.ts'

test('an odd password shows nowhere: not in arguments of any process, not in what the run wrote, not in its files', async () => {
  await using system = await startSystem()
  const password = `p'a"s\\s %40$HOME;@/:?#[]&= wörd ☂`
  await system.query(`ALTER ROLE app PASSWORD '${password.replaceAll("'", "''")}'`)
  const url = `postgres://app:${encodeURIComponent(password)}@127.0.0.1:${system.server.port}/traqora`
  await system.write('migrations/002_bad.sql', 'SELECT no_such_function()')
  const run = await system.start({ env: { DATABASE_URL: url } })
  const seen = new Set<string>()
  const ended = run.ended.then((result) => ({ result }))
  for (;;) {
    for (const line of await argumentsOfProcesses()) seen.add(line)
    if ((await Promise.race([ended, wait(15)])) !== undefined) break
  }
  const { result } = await ended

  expect(result.outputs['reason-code']).toBe('postgres/migration-failed')
  expect([...seen].some((line) => line.includes('pg_dump'))).toBe(true)
  const written = [result.everythingItWrote, ...(await filesOf(system.repository))].join('\n')
  for (const form of [password, encodeURIComponent(password)]) {
    expect([...seen].filter((line) => line.includes(form))).toEqual([])
    expect(written.includes(form)).toBe(false)
  }
})

async function argumentsOfProcesses(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
}
