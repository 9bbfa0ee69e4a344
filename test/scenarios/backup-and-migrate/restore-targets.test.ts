import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { keepHalf, startBadBucket } from './bucket.ts'
import { type Configuration, contentOf, type System, startSystem } from './system.ts'
import { answerVersion, become, wrappedClient } from './wrapped-client.ts'

/** A backup that is proved elsewhere, or not at all. */
let system: System
let scratch: PostgresServer
let before: string

beforeAll(async () => {
  system = await startSystem()
  scratch = await startPostgres()
  before = await contentOf(system)
})
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

test('on a scratch server it is proved as well, nothing stays there, and beside the live database is nothing', async () => {
  const owner = await scratch.createRole('app', { attributes: ['CREATEDB'] })
  await system.configure({ restoreTo: '{ scratch: "${env.SCRATCH_URL}" }', verify: 5, command: 'true' })
  const run = await system.release({ env: { SCRATCH_URL: scratch.urlOf({ database: 'postgres', role: owner }) } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '5', 'standby-database': '' })
  expect(await system.databases()).toEqual(['traqora'])
  expect(await databasesOf(scratch)).toEqual(['postgres', 'template0', 'template1'])
  expect(run.everythingItWrote).not.toContain(owner.password)
})

test('on a server that the job starts it is proved too, and of that server nothing stays', async () => {
  await system.query('CREATE TABLE seats (number integer); GRANT SELECT ON seats TO postgres')
  await system.configure({ restoreTo: 'embedded', verify: 5, command: 'true', rehearse: true })
  const run = await system.release({ id: '3' })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '5', 'standby-database': '' })
  expect(await system.databases()).toEqual(['traqora'])
  expect(await embeddedServers()).toEqual([])
  expect(run.log).toContain('::warning title=postgres/not-rehearsed::')
  await system.query('DROP TABLE seats')
})

test('the copy sorts as the live database does, whatever the server does by default', async () => {
  const asSuperuser = async (text: string) => onServer(system.server, text)
  await asSuperuser("UPDATE pg_database SET datlocprovider = 'i', daticulocale = 'en' WHERE datname = 'template0'")
  await system.configure({ command: 'true' })
  const run = await system.release({ id: '6' })
  expect(run.errors).toEqual([])
  expect(await asSuperuser("SELECT DISTINCT datlocprovider FROM pg_database WHERE datname LIKE 'traqora%'")).toEqual([
    { datlocprovider: 'c' },
  ])
  await asSuperuser("UPDATE pg_database SET datlocprovider = 'c', daticulocale = NULL WHERE datname = 'template0'")
  await system.query(`DROP DATABASE ${run.outputs['standby-database']}`, 'postgres')
})

test('a client without its server is told before anything happens', async () => {
  const client = join(system.repository, 'client')
  await mkdir(client)
  for (const program of ['pg_dump', 'pg_restore']) await symlink(join(system.server.bin, program), join(client, program))
  await system.configure({ restoreTo: 'embedded', client })
  const run = await system.release({ id: '4' })

  expect(run.outputs['reason-code']).toBe('postgres/server-programs')
  expect(run.errors[0]?.message).toContain('has no initdb')
  expect(run.errors[0]).toMatchObject({ file: 'fairlead.yml' })
})

test('a copy that is not proved, or whose backup is not stored, leaves no database; the next attempt dumps anew', async () => {
  const { bin } = system.server
  const spoil = `${answerVersion}\n"$REAL" "$@" || exit\ntruncate -s 0 "$archive"/*`
  const release = async (configuration: Configuration, env = {}) => {
    await system.configure({ command: 'true', ...configuration })
    return system.release({ id: '5', env })
  }
  const fails = await wrappedClient({
    bin,
    repository: system.repository,
    name: 'failing',
    pg_restore: `${restoring}"$REAL" "$@"; exit 1 ;; esac\n${become}`,
  })
  expect((await release({ client: fails })).outputs['reason-code']).toBe('postgres/restore-failed')
  expect(await system.databases()).toEqual(['traqora'])

  await using bucket = await startBadBucket(keepHalf)
  expect((await release({ bucket: bucket.endpoint }, bucket.env)).outputs['reason-code']).toBe('database/stored-otherwise')
  expect(await system.databases()).toEqual(['traqora'])

  const spoils = await wrappedClient({ bin, repository: system.repository, name: 'spoiling', pg_dump: spoil })
  expect((await release({ client: spoils })).outputs['reason-code']).toBe('postgres/restore-failed')
  const passed = await release({})
  expect(passed.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '4' })
  await system.query(`DROP DATABASE ${passed.outputs['standby-database']}`, 'postgres')
})

test('without a restore the level is what is proved, which is said aloud; a failed migration that changed something is held', async () => {
  await system.configure({ restoreTo: 'none' })
  await system.write('migrations/002_bad.sql', '-- no transaction\nALTER TABLE flights ADD COLUMN seats integer; SELECT no_such_function()')
  const run = await system.release({ id: '2' })

  expect(run.outputs).toMatchObject({ 'reason-code': 'postgres/migration-held', 'verified-level': '1', 'standby-database': '' })
  expect(run.log).toMatch(/^::warning title=postgres\/backup-not-proved::.*level 1 only/m)
  expect(run.summary).toContain('nothing says that it would restore')
  expect(run.errors[0]?.message).toContain('there is no standby database beside it')
  expect(await system.databases()).toEqual(['traqora'])
  await system.query('ALTER TABLE flights DROP COLUMN seats')
  expect(await contentOf(system)).toBe(before)
})

/** A script that does something else where rows are restored. */
const restoring = 'case "$*" in *--dbname=*) '

/** Command lines of servers that a job has started. */
async function embeddedServers(): Promise<string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes('/fairlead-server-'))
}

async function databasesOf(server: PostgresServer): Promise<unknown[]> {
  return (await onServer(server, 'SELECT datname FROM pg_database ORDER BY 1')).map(({ datname }) => datname)
}

async function onServer({ url }: PostgresServer, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
