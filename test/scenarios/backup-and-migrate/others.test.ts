import { expect, test } from '@jest/globals'
import pg from 'pg'
import { contentOf, startSystem } from './system.ts'

test('a half-done migration is held when others wrote, and the next release may not take it for granted', async () => {
  await using system = await startSystem()
  await system.write('writer.mjs', writer)
  await system.write('migrations/002_bad.sql', '-- no transaction\nALTER TABLE flights ADD COLUMN seats integer; SELECT no_such_function()')
  // Of another role: much of its session is hidden from the owner of the database.
  const service = await system.server.createRole('service')
  await system.query('GRANT INSERT ON bookings TO service; GRANT USAGE ON SEQUENCE bookings_id_seq TO service')
  await system.configure({ command: 'node writer.mjs && node migrate.mjs', migrate: ', environment: { WRITER_URL: "${env.WRITER_URL}" }' })
  const run = await system.release({ env: { WRITER_URL: system.server.urlOf({ database: 'traqora', role: service }) } })

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/migration-held', changed: 'true' })
  expect(run.errors[0]?.message).toContain('up to 3 rows were written, and database.max-lost-rows is 0')
  expect(run.errors[0]?.message).toContain('a-service')
  expect(run.errors[0]?.message).toContain('added: column public.flights.seats')
  expect(await system.query("SELECT count(*)::int AS rows FROM bookings WHERE passenger = 'meanwhile'")).toEqual([{ rows: 3 }])
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_1'])

  await system.configure({})
  const next = await system.release({ id: '2' })
  expect(next.outputs['reason-code']).toBe('database/unsettled-migration')
  expect(next.errors[0]?.message).toContain('set the input "settled" to "staging-1"')

  await system.write('migrations/002_bad.sql', 'ALTER TABLE flights ADD COLUMN IF NOT EXISTS seats integer')
  const settled = await system.release({ id: '2', inputs: { settled: 'staging-1' } })
  expect(settled.outputs).toMatchObject({ verdict: 'pass', applied: '["2 bad"]' })
})

test('rows of others up to the limit are given up, and their number is told', async () => {
  await using system = await startSystem({ maxLostRows: 3, command: 'node writer.mjs && node migrate.mjs' })
  await system.write('writer.mjs', writer)
  await system.write('migrations/002_bad.sql', '-- no transaction\nALTER TABLE flights ADD COLUMN seats integer; SELECT no_such_function()')
  const before = await contentOf(system)
  const run = await system.release()

  expect(run.errors[0]?.message).toContain('at most 3 rows written since were lost')
  expect(await contentOf(system)).toBe(before)
})

test('an open session that does nothing is no writer: it is ended by the swap', async () => {
  await using system = await startSystem()
  const idle = new pg.Client({ connectionString: system.url, application_name: 'a-pool' })
  idle.on('error', () => {})
  await idle.connect()
  // The server counts a session some seconds late unless told: until then it might be one that came and went unseen.
  await idle.query('SELECT pg_stat_force_next_flush()')
  await system.write('migrations/002_bad.sql', "-- no transaction\nUPDATE flights SET state = 'shut'; SELECT no_such_function()")
  const before = await contentOf(system)
  const run = await system.release()

  expect(run.errors[0]?.message).toContain('no row of others was lost')
  expect(await contentOf(system)).toBe(before)
  await expect(idle.query('SELECT 1')).rejects.toThrow()
  await idle.end().catch(() => {})
})

/** A service that writes while the migration runs. */
const writer = `
import pg from 'pg'
const client = new pg.Client({ connectionString: process.env.WRITER_URL ?? process.env.DATABASE_URL, application_name: 'a-service' })
await client.connect()
await client.query("INSERT INTO bookings (flight, passenger) SELECT 'TQ1', 'meanwhile' FROM generate_series(1, 3)")
await client.query('SELECT pg_sleep(0.2)')
await client.end()
`
