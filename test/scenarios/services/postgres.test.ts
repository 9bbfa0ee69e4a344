import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import pg from 'pg'
import { freePort, isFree } from '../../../local/services/ports.ts'
import { startPostgres } from '../../../local/services/postgres.ts'

async function rows(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

test('a role owns its database and nothing more', async () => {
  await using server = await startPostgres()
  const app = await server.createRole('app "quoted"')
  const url = await server.createDatabase('traqora', { owner: app })

  expect(await rows(url, 'SELECT current_user AS user, current_database() AS database')).toEqual([
    { user: 'app "quoted"', database: 'traqora' },
  ])
  expect(await rows(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname LIKE 'app%'")).toEqual([{ rolsuper: false }])
  expect(await rows(server.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
})

test('a wrong password is refused, and passwords are kept as SCRAM', async () => {
  await using server = await startPostgres()
  const wrong = server.url.replace(/:[^:@]+@/, ':wrong@')

  await expect(rows(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed')
  expect(await rows(server.url, "SELECT left(rolpassword, 13) AS kind FROM pg_authid WHERE rolname = 'postgres'")).toEqual([
    { kind: 'SCRAM-SHA-256' },
  ])
})

test('what was committed is there after a crash and after a stop', async () => {
  await using server = await startPostgres()
  await rows(server.url, 'CREATE TABLE bookings AS SELECT 1 AS id')

  await server.kill()
  expect(server.isRunning()).toBe(false)
  await expect(rows(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')

  await server.start()
  expect(await rows(server.url, 'SELECT id FROM bookings')).toEqual([{ id: 1 }])

  await server.stop('fast')
  await server.start()
  expect(await rows(server.url, 'SELECT id FROM bookings')).toEqual([{ id: 1 }])
})

test('a given folder keeps its data, its password and its settings of the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-kept-'))
  try {
    let url: string
    {
      await using first = await startPostgres({ folder, settings: { log_statement: 'all' } })
      url = first.url
      await rows(url, 'CREATE TABLE kept AS SELECT 1 AS id')
      expect(await rows(url, 'SHOW log_statement')).toEqual([{ log_statement: 'all' }])
    }
    await using second = await startPostgres({ folder, port: Number(new URL(url).port) })
    expect(second.url).toBe(url)
    expect(await rows(url, 'SELECT id FROM kept')).toEqual([{ id: 1 }])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('servers started side by side are different systems', async () => {
  await using one = await startPostgres()
  await using other = await startPostgres()
  const identifier = 'SELECT system_identifier::text AS id FROM pg_control_system()'

  expect(await rows(one.url, identifier)).not.toEqual(await rows(other.url, identifier))
})

test('the port is free again when it is over', async () => {
  let port: number
  {
    await using server = await startPostgres()
    port = server.port
    expect(await isFree(port)).toBe(false)
  }
  expect(await isFree(port)).toBe(true)
})

test('a port that another process has is told as such', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  try {
    await expect(startPostgres({ port })).rejects.toMatchObject({
      code: 'services/port-taken',
      message: expect.stringContaining(`${port}`),
    })
  } finally {
    other.close()
  }
})

test('a setting that PostgreSQL does not know is told in its own words', async () => {
  await expect(startPostgres({ settings: { no_such_setting: 1 } })).rejects.toMatchObject({
    code: 'services/start-failed',
    message: expect.stringContaining('no_such_setting'),
  })
})

const testAsRoot = process.getuid?.() === 0 ? test : test.skip
testAsRoot('a folder that the user of the services may not enter is told before anything is made', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'fairlead-closed-'))
  await expect(startPostgres({ folder: join(closed, 'below', 'data') })).rejects.toMatchObject({
    code: 'services/folder-closed',
    message: expect.stringContaining(closed),
  })
  expect(await readdir(closed)).toEqual([])
})

test('a folder without binaries is told with the folder', async () => {
  await expect(startPostgres({ bin: '/nowhere' })).rejects.toMatchObject({
    code: 'services/program-missing',
    message: expect.stringContaining('/nowhere'),
  })
})
