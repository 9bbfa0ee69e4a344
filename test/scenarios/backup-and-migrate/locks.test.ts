import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import pg from 'pg'
import { contentOf, type System, startSystem } from './system.ts'

test('a lock that is never to be had ends the release unchanged and names who holds it', async () => {
  await using system = await startSystem({ sql: 'sql', migrate: ', lock-patience: 1s' })
  await system.write('sql/001_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  const before = await contentOf(system)
  await using holder = await hold(system, "SELECT count(*) FROM flights WHERE code <> 'a secret value'")
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/lock-not-had', changed: 'false' })
  expect(run.errors[0]).toMatchObject({ file: 'sql/001_seats.sql', line: 1, column: 1 })
  expect(run.errors[0]?.message).toContain(`process ${holder.pid} (nightly report, idle in transaction for`)
  expect(run.errors[0]?.message).toContain("SELECT count(*) FROM flights WHERE code <> '...'")
  expect(run.everythingItWrote).not.toContain('a secret value')
  expect(await contentOf(system)).toBe(before)
})

test('a tool that does not mind the limit is stopped from outside and run again when the table is free', async () => {
  await using system = await startSystem({ command: 'node stubborn.mjs' })
  await system.write('stubborn.mjs', stubborn)
  const run = await releasedAfterTwoWaits(system)

  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
  expect(run.log).toContain('the command is run again; in the way: process')
  expect(run.summary).toContain('nightly report')
})

test('a file that a deadlock undid is tried again', async () => {
  await using system = await startSystem({ sql: 'sql', migrate: ', lock-timeout: 30s' })
  await system.write('sql/001_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer; ALTER TABLE bookings ADD COLUMN seat integer')
  const other = new pg.Client({ connectionString: system.server.urlOf({ database: 'traqora' }) })
  await other.connect()
  await other.query("SET deadlock_timeout = '60s'; BEGIN; LOCK TABLE bookings IN ACCESS SHARE MODE")
  const started = await system.start()
  await until(async () => (await waiting(system)).length === 1)
  await other.query('LOCK TABLE flights IN ACCESS SHARE MODE; COMMIT')
  await other.end()
  const run = await started.ended

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["1 seats"]' })
  expect(run.summary).toContain('had at attempt 2')
})

test('a tool whose role may not be stopped is told of, and waits on', async () => {
  await using system = await startSystem({ command: 'node stubborn.mjs', migrate: ', environment: { ADMIN_URL: "${env.ADMIN_URL}" }' })
  await system.write('stubborn.mjs', stubborn.replace('process.env.DATABASE_URL', 'process.env.ADMIN_URL'))
  await using holder = await hold(system, 'SELECT count(*) FROM flights')
  const started = await system.start({ env: { ADMIN_URL: system.server.urlOf({ database: 'traqora' }) } })
  const long = "SELECT 1 FROM pg_locks WHERE NOT granted AND clock_timestamp() - waitstart > interval '500 ms'"
  await until(async () => (await system.query(long)).length === 1)
  await holder.release()
  const run = await started.ended

  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
  expect(run.log).toContain('the role of database.url may not stop the sessions of the migration')
  expect(run.summary).not.toContain('had at attempt 2')
})

test('a tool that says so and ends with 0 is run again as well', async () => {
  await using system = await startSystem({ command: 'node stubborn.mjs 2>&1 | cat', migrate: ', lock-timeout: 100ms' })
  const minds = stubborn.replace('SET lock_timeout = 0; ', '')
  await system.write(
    'stubborn.mjs',
    `process.on('uncaughtException', ({ message }) => { console.log('ERROR:  ' + message); process.exit() })\n${minds}`,
  )
  const run = await releasedAfterTwoWaits(system)

  expect(run.log).toContain('ERROR:  canceling statement due to lock timeout')
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
})

test('a dump of others is waited for', async () => {
  await using system = await startSystem({ sql: 'sql' })
  await system.write('sql/001_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  await using holder = await hold(system, 'LOCK TABLE flights IN ACCESS SHARE MODE', 'pg_dump')
  const started = await system.start()
  // The standby stands when only the migration is left to do; a moment later it would have been tried.
  await until(async () => (await system.databases()).length === 2)
  await until(async () => (await verified(system)).length === 1)
  expect(await waiting(system)).toEqual([])
  await holder.release()
  const run = await started.ended

  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["1 seats"]' })
  expect(run.log).toContain(`waiting for a dump of others to end: process ${holder.pid} (pg_dump`)
})

/** Minds no limit that it is given. */
const stubborn = `
import pg from 'pg'
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
await client.query("SET lock_timeout = 0; BEGIN; ALTER TABLE flights ADD COLUMN seats integer; INSERT INTO migrations VALUES (2, 'seats'); COMMIT")
await client.end()
`

async function hold(system: System, statement: string, name = 'nightly report') {
  const client = new pg.Client({ connectionString: system.url, application_name: name })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await client.query('BEGIN')
  await client.query(statement)
  const release = () => client.end().catch(() => {})
  return { pid: rows[0]?.pid ?? 0, release, [Symbol.asyncDispose]: release }
}

/** A run whose migration waits in two sessions, one after the other, behind somebody who then lets go. */
async function releasedAfterTwoWaits(system: System) {
  await using holder = await hold(system, 'SELECT count(*) FROM flights')
  const started = await system.start()
  const seen = new Set<number>()
  await until(async () => {
    for (const { pid } of await waiting(system)) seen.add(pid)
    return seen.size >= 2
  })
  await holder.release()
  return await started.ended
}

async function waiting(system: System) {
  return await system.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'fairlead migrate %' AND wait_event_type = 'Lock'",
    'postgres',
  )
}

/** The backup's session ends when the backup is verified; then the run asks who is in the way. */
async function verified(system: System) {
  return await system.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'fairlead read %' AND query LIKE '%pg_dump(all)%' AND state = 'idle'",
    'postgres',
  )
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 50_000; performance.now() < end; await wait(25)) if (await condition()) return
  throw new Error('it never came to be')
}
