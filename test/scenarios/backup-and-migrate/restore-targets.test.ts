import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { contentOf, type System, startSystem } from './system.ts'

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

async function databasesOf({ url }: PostgresServer): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query('SELECT datname FROM pg_database ORDER BY 1')).rows.map(({ datname }) => datname)
  } finally {
    await client.end()
  }
}
