import { expect, test } from '@jest/globals'
import pg from 'pg'
import { contentOf, startSystem } from './system.ts'

test('a migration that rolls itself back leaves a database that is proved unchanged', async () => {
  await using system = await startSystem()
  await system.write('migrations/002_half.sql', 'ALTER TABLE flights ADD COLUMN seats integer; SELECT no_such_function()')
  const before = await contentOf(system)
  const run = await system.release()

  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'postgres/migration-failed',
    changed: 'false',
    'schema-version-after': '1 (1 first)',
  })
  expect(run.errors[0]?.message).toContain('function no_such_function() does not exist')
  expect(run.errors[0]?.message).toContain('proved unchanged')
  expect(await contentOf(system)).toBe(before)

  // Mended, the same release takes the same backup again: the database still is what it holds.
  await system.write('migrations/002_half.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  const again = await system.release()
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '["2 half"]', 'backup-sha256': run.outputs['backup-sha256'] })
})

test('a half-done migration is swapped back, and the half-migrated database is kept', async () => {
  await using system = await startSystem()
  await system.query(
    "ALTER DATABASE traqora SET work_mem = '8MB'; ALTER DATABASE traqora SET search_path = public, \"odd schema\"; COMMENT ON DATABASE traqora IS 'mine'",
  )
  await system.write('migrations/002_good.sql', 'CREATE TABLE seats (code text); INSERT INTO seats SELECT code FROM flights')
  await system.write(
    'migrations/003_bad.sql',
    "-- no transaction\nUPDATE flights SET state = 'shut'; ALTER TABLE flights DROP COLUMN details; SELECT no_such_function()",
  )
  const before = await contentOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'postgres/migration-failed',
    changed: 'true',
    'schema-version-after': '1 (1 first)',
  })
  expect(run.errors[0]?.message).toContain('kept as "traqora_failed_staging_1"')
  expect(await contentOf(system)).toBe(before)
  expect(await system.databases()).toEqual(['traqora', 'traqora_failed_staging_1'])
  expect(await system.query('SHOW work_mem')).toEqual([{ work_mem: '8MB' }])
  expect(await system.query('SHOW search_path')).toEqual([{ search_path: 'public, "odd schema"' }])
  const open = `SELECT datname, datallowconn AS open, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname LIKE 'traqora%' ORDER BY 1`
  expect(await system.query(open, 'postgres')).toEqual([
    { datname: 'traqora', open: true, comment: 'mine' },
    { datname: 'traqora_failed_staging_1', open: false, comment: 'mine\n[fairlead: closed by staging-1]' },
  ])

  await system.write('migrations/003_bad.sql', 'ALTER TABLE flights DROP COLUMN details')
  const again = await system.release()
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '["2 good","3 bad"]' })
})

const halfDone = '-- no transaction\nALTER TABLE flights DROP COLUMN details; SELECT no_such_function()'

test('a swap that a session of others does not let through is held, and what the migration failed for is told', async () => {
  await using system = await startSystem()
  await using parts = new AsyncDisposableStack()
  // Of a superuser, which the owner of the database may not end.
  const idle = new pg.Client({ connectionString: system.server.urlOf({ database: 'traqora' }), application_name: 'dashboard' })
  idle.on('error', () => {})
  await idle.connect()
  parts.defer(() => idle.end())
  await idle.query('SELECT pg_stat_force_next_flush()')
  await system.write('migrations/002_half.sql', halfDone)
  await system.configure({ maxLostRows: 1_000 })
  const run = await system.release()

  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'postgres/migration-held',
    'standby-database': expect.stringMatching(/./),
  })
  expect(run.errors[0]?.message).toContain('function no_such_function() does not exist')
  expect(run.errors[0]?.message).toContain('the standby database could not be swapped in')
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_1'])
})

test('a swap back is recorded though its backup cannot be told so', async () => {
  await using system = await startSystem({ command: 'mkdir -p backups/staging-1/migration.json.draft && node migrate.mjs' })
  await system.write('migrations/002_half.sql', halfDone)
  const before = await contentOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'postgres/migration-failed',
    'kept-database': 'traqora_failed_staging_1',
  })
  expect(run.log).toContain('::warning title=database/not-settled')
  expect(await contentOf(system)).toBe(before)
})

test('an invalid index that a migration leaves behind is no success', async () => {
  await using system = await startSystem()
  await system.write('migrations/002_index.sql', '-- no transaction\nCREATE UNIQUE INDEX CONCURRENTLY bookings_once ON bookings (flight)')
  await system.configure({ command: 'node migrate.mjs || true' })
  const run = await system.release()

  expect(run.errors.map(({ title }) => title)).toEqual(['postgres/migration-failed', 'postgres/invalid-index'])
  expect(await system.query("SELECT 1 FROM pg_class WHERE relname = 'bookings_once'")).toEqual([])
})

test('a database that a killed swap left closed is opened by the next run', async () => {
  await using system = await startSystem()
  await system.query(
    `COMMENT ON DATABASE traqora IS 'mine\n[fairlead: closed by staging-1]'; ALTER DATABASE traqora ALLOW_CONNECTIONS false`,
    'postgres',
  )
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'pass' })
  const state = `SELECT datallowconn AS open, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = 'traqora'`
  expect(await system.query(state, 'postgres')).toEqual([{ open: true, comment: 'mine' }])
})

test('sessions that the tool left under a role of more rights are waited for, and its success stays one', async () => {
  const lingering = `
    import { writeFileSync } from 'node:fs'
    import pg from 'pg'
    const client = new pg.Client({ connectionString: process.env.ADMIN_URL })
    await client.connect()
    writeFileSync('left', '')
    await client.query('SELECT pg_sleep(2)')
    await client.end()`
  await using system = await startSystem({
    command: 'node lingering.mjs > /dev/null 2>&1 & until [ -e left ]; do sleep 0.05; done; node migrate.mjs',
    migrate: ', environment: { ADMIN_URL: "${env.ADMIN_URL}" }',
  })
  await system.write('lingering.mjs', lingering)
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  const run = await system.release({ env: { ADMIN_URL: system.server.urlOf({ database: 'traqora' }) } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
})
