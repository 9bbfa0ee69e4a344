import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { contentOf, startSystem } from './system.ts'

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'sqlx')

test('the rows of 32 files are the ones sqlx-cli writes: version, description, success, SHA-384', async () => {
  await using system = await startSystem({ sql: 'sqlx' })
  await cp(join(fixtures, 'migrations'), join(system.repository, 'sqlx'), { recursive: true })
  const run = await system.release()

  expect(run.errors).toEqual([])
  // Descriptions by hand from sqlx-core's rules; checksums by sha384sum.
  const expected: unknown[] = JSON.parse(await readFile(join(fixtures, 'rows.json'), 'utf8'))
  const rows = `SELECT version::text, description, success, encode(checksum, 'hex') AS checksum FROM _sqlx_migrations m ORDER BY m.version`
  expect(await system.query(rows)).toEqual(expected)
  expect(expected).toHaveLength(32)
  expect(await system.query('SELECT 1 FROM _sqlx_migrations WHERE execution_time <= 0 OR installed_on > now()')).toEqual([])
  const columns = `SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull), ', ' ORDER BY attnum) AS columns
    FROM pg_attribute WHERE attrelid = '_sqlx_migrations'::regclass AND attnum > 0`
  expect(await system.query(columns)).toEqual([
    {
      columns:
        'version bigint t, description text t, installed_on timestamp with time zone t, success boolean t, checksum bytea t, execution_time bigint t',
    },
  ])
  expect(run.outputs['schema-version-after']).toBe('32 (9223372036854775807 the last one)')

  const again = await system.release({ id: '2' })
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '[]', 'schema-compatible': 'true' })
})

test('a file without a transaction may hold several CONCURRENTLY statements; a failing file leaves nothing of itself', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  await system.write('migrations/001_first.sql', 'CREATE TABLE seats (id int)')
  await system.write(
    'migrations/002_indexes.sql',
    '-- no-transaction\nCREATE INDEX CONCURRENTLY seats_a ON seats (id);\nCREATE INDEX CONCURRENTLY seats_b ON seats (id);\nDROP INDEX CONCURRENTLY seats_a;\n',
  )
  expect((await system.release()).outputs).toMatchObject({ verdict: 'pass', applied: '["1 first","2 indexes"]' })
  expect(await system.query(`SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'seats'::regclass`)).toEqual([
    { name: 'seats_b' },
  ])

  await system.write(
    'migrations/003_half.sql',
    '-- a comment\nALTER TABLE seats ADD COLUMN row_number int;\nSELECT\n  no_such_column FROM seats;\n',
  )
  const failed = await system.release({ id: '2' })
  expect(failed.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/migration-failed', changed: 'false' })
  expect(failed.errors[0]).toMatchObject({ file: 'migrations/003_half.sql', line: 4, column: 3 })
  expect(failed.errors[0]?.message).toContain('column "no_such_column" does not exist')
})

test('an index that could not be made valid is named by the place of its statement and removed', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  await system.write('migrations/001_first.sql', 'SELECT 1')
  await system.write('migrations/002_once.sql', '-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY bookings_once ON bookings (flight);\n')
  const run = await system.release()

  expect(run.errors[0]).toMatchObject({ title: 'postgres/migration-failed', file: 'migrations/002_once.sql', line: 2, column: 1 })
  expect(run.errors[0]?.message).toContain('could not create unique index "bookings_once"')
  expect(await system.query("SELECT 1 FROM pg_class WHERE relname = 'bookings_once'")).toEqual([])
})

test('everything that is wrong with the files is told at once, before anything is backed up', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  const files = {
    '001_first.sql': 'CREATE TABLE one (id int);\nSELECT 1;\n',
    '002_second.sql': 'SELECT 2;\n',
    '005_fifth.sql': 'SELECT 5;\n',
  }
  for (const [name, text] of Object.entries(files)) await system.write(`migrations/${name}`, text)
  expect((await system.release()).outputs['verdict']).toBe('pass')

  await system.write('migrations/001_first.sql', files['001_first.sql'].replaceAll('\n', '\r\n'))
  await system.write('migrations/002_second.sql', 'SELECT 2.0;\n')
  await system.remove('migrations/005_fifth.sql')
  await system.write('migrations/004_late.sql', 'SELECT 4;\n')
  await system.write('migrations/V6__flyway.sql', 'SELECT 6;\n')
  await system.write('migrations/007_one.sql', 'SELECT 7;\n')
  await system.write('migrations/7_other.sql', 'SELECT 7;\n')
  await system.write('migrations/008_mark.sql', '\ufeff-- no-transaction\nSELECT 8;\n')
  await system.write('migrations/009_empty.sql', '-- nothing yet\n')
  await system.write('migrations/010_typo.sql', 'SELECT 1;\nALTER TABEL one ADD COLUMN a int;\n')
  await system.write('migrations/011_index.sql', 'SELECT 1;\n  CREATE INDEX CONCURRENTLY i ON one (id);\n')
  await system.write('migrations/012_commit.sql', 'BEGIN;\nSELECT 12;\nCOMMIT;\n')
  await system.write('migrations/013_marker.sql', '\n-- no-transaction\nSELECT 13;\n')
  await system.write('migrations/014_open.sql', '-- no-transaction\nBEGIN;\nSELECT 14;\n')
  const run = await system.release({ id: '2' })

  expect(run.errors.map(({ title, file, line, column }) => [title, file, line, column])).toEqual([
    ['database/migration-name', 'migrations/V6__flyway.sql', null, null],
    ['database/migration-duplicate', 'migrations/7_other.sql', null, null],
    ['database/migration-edited', 'migrations/001_first.sql', null, null],
    ['database/migration-edited', 'migrations/002_second.sql', null, null],
    ['database/migration-missing', 'migrations', null, null],
    ['database/migration-out-of-order', 'migrations/004_late.sql', null, null],
    ['database/migration-text', 'migrations/008_mark.sql', 1, 1],
    ['database/migration-text', 'migrations/009_empty.sql', 1, 1],
    ['database/migration-text', 'migrations/010_typo.sql', 2, 7],
    ['postgres/migration-transaction', 'migrations/011_index.sql', 2, 3],
  ])
  // The runner shows ten annotations of a step; the summary has them all.
  expect(run.summary).toContain('COMMIT ends the transaction')
  expect(run.summary).toContain('counts only as its very first bytes')
  expect(run.summary).toContain('the transaction that it begins here has no COMMIT')
  expect(run.errors[0]?.message).toContain('Did you mean "6_flyway.sql"?')
  expect(run.errors[2]?.message).toContain('its lines end in CRLF here, and ended in LF when it was applied')
  expect(run.errors[3]?.message).toContain('its content is another one')
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_1'])
})

test('an index of a partitioned table that waits for its partitions is no remains of an interrupted one', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  await system.write('migrations/001_first.sql', 'CREATE INDEX by_day ON ONLY "odd ""name" (day)')
  const run = await system.release()

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["1 first"]' })
})

test('a transaction that a file begins itself is tried again whole when a lock is not to be had, and told by its own error', async () => {
  await using system = await startSystem({ sql: 'migrations', migrate: ', lock-timeout: 50ms' })
  await system.write('migrations/001_first.sql', 'SELECT 1')
  await system.write(
    'migrations/002_own.sql',
    '-- no-transaction\nBEGIN;\nCREATE TABLE seats (id int);\nINSERT INTO seats VALUES (1);\nALTER TABLE flights ADD COLUMN seats int;\nCOMMIT;\nCREATE INDEX CONCURRENTLY seats_id ON seats (id);\n',
  )
  const { default: pg } = await import('pg')
  const reader = new pg.Client({ connectionString: system.url })
  await reader.connect()
  await reader.query('BEGIN; SELECT count(*) FROM flights')
  const waiting = await system.start()
  const waits = new Set<string>()
  const isOver = waiting.ended.then(() => true)
  while (waits.size < 2 && !(await Promise.race([isOver, false]))) {
    const rows = await system.query<{ since: string }>(
      "SELECT waitstart::text AS since FROM pg_locks WHERE NOT granted AND relation = 'flights'::regclass AND waitstart IS NOT NULL",
    )
    for (const { since } of rows) waits.add(since)
  }
  await reader.query('ROLLBACK')
  await reader.end()
  const run = await waiting.ended

  expect(run.errors).toEqual([])
  expect(await system.query('SELECT id FROM seats')).toEqual([{ id: 1 }])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["1 first","2 own"]' })

  await system.write('migrations/003_own.sql', '-- no-transaction\nBEGIN;\nSELECT 1;\nSELECT no_such_column FROM seats;\nCOMMIT;\n')
  const failed = await system.release({ id: '2' })
  expect(failed.errors[0]).toMatchObject({ title: 'postgres/migration-failed', file: 'migrations/003_own.sql', line: 4, column: 8 })
  expect(failed.errors[0]?.message).toContain('column "no_such_column" does not exist')
})

test('a connection that is lost between two files is an end like any other: what the first did is taken back', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  await system.write('migrations/001_first.sql', 'CREATE TABLE seats (id int)')
  await system.write('migrations/002_lost.sql', 'SELECT pg_terminate_backend(pg_backend_pid())')
  const before = await contentOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/migration-failed', changed: 'true' })
  expect(run.errors[0]?.message).toContain('The server ended the connection')
  expect(await contentOf(system)).toBe(before)
})

test('a file that turns to another schema is recorded in the table of the others', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  await system.write('migrations/001_first.sql', 'CREATE SCHEMA tenant')
  await system.write('migrations/002_tenant.sql', '-- no-transaction\nSET search_path TO tenant;\nCREATE TABLE seats (id int);\n')
  const run = await system.release()

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["1 first","2 tenant"]' })
  expect(await system.query("SELECT schemaname FROM pg_tables WHERE tablename = '_sqlx_migrations'")).toEqual([{ schemaname: 'public' }])
})
