import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import pg from 'pg'
import { contentOf, startSystem } from './system.ts'

test('a migration that the rows of production would fail is stopped on the copy; put right, it is told what it will do', async () => {
  await using system = await startSystem({ sql: 'sql', rehearse: true })
  await system.write('sql/1_fares.sql', 'ALTER TABLE flights ADD COLUMN seats integer;\nALTER TABLE flights ADD CHECK (price < 100);\n')
  const before = await contentOf(system)
  const failed = await system.release()

  expect(failed.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/rehearsal-failed', changed: 'false' })
  expect(failed.errors[0]).toMatchObject({ file: 'sql/1_fares.sql', line: 2, column: 1 })
  expect(failed.errors[0]?.message).toContain('is violated by some row')
  expect(await contentOf(system)).toBe(before)
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_1'])

  await system.write(
    'sql/1_fares.sql',
    'ALTER TABLE flights ALTER COLUMN price TYPE text;\nUPDATE bookings SET passenger = upper(passenger);\n',
  )
  const passed = await system.release()
  expect(passed.outputs).toMatchObject({ verdict: 'pass', applied: '["1 fares"]', 'backup-sha256': failed.outputs['backup-sha256'] })
  const { rehearsal } = (await lastEnded(system.repository)).facts
  expect(rehearsal.locks).toContain('AccessExclusiveLock public.flights')
  expect(rehearsal.rewritten).toEqual(['public.flights', 'public.flights_pkey'])
  expect(rehearsal.walBytesAtMost).toBeGreaterThan(0)
  expect(rehearsal.statements).toEqual([
    {
      where: 'sql/1_fares.sql:1',
      ms: expect.any(Number),
      // ShareLock: the primary key is built anew.
      locks: ['AccessExclusiveLock public.flights', 'ShareLock public.flights'],
      rewritten: ['public.flights', 'public.flights_pkey'],
      walBytesAtMost: expect.any(Number),
    },
    { where: 'sql/1_fares.sql:2', ms: expect.any(Number), locks: [], rewritten: [], walBytesAtMost: expect.any(Number) },
  ])
  // 500 rows of 12 bytes and more are written, with a record each.
  expect(Number(rehearsal.statements[1]?.walBytesAtMost)).toBeGreaterThan(500 * 40)
  expect(Number(rehearsal.statements[1]?.walBytesAtMost)).toBeLessThanOrEqual(Number(rehearsal.walBytesAtMost))
  expect(JSON.parse(passed.outputs['predictions'] ?? '')).toEqual([
    { migration: 'sql/1_fares.sql', predictedMs: expect.any(Number), ms: expect.any(Number), within2x: expect.any(Boolean) },
  ])
  expect(passed.summary).toMatch(
    /\| sql\/1_fares\.sql:1 \| \d+ \| AccessExclusiveLock public\.flights, ShareLock public\.flights \| public\.flights, public\.flights_pkey \| \d+ \|/,
  )
  expect(passed.summary).toMatch(/\| sql\/1_fares\.sql \| \d+ \| \d+ \| (yes|no) \|/)
  expect(passed.summary).toContain('ms on a copy')
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_1'])
  expect(await contentOf(system, 'traqora_standby_staging_1')).toBe(before)
})

test('a command is rehearsed through its own variables; one that goes to the live database all the same is caught and undone', async () => {
  await using system = await startSystem({ rehearse: true, migrate: ', environment: { LIVE: "${env.DATABASE_URL}" }' })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  const passed = await system.release()
  expect(passed.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
  const { rehearsal } = (await lastEnded(system.repository)).facts
  expect(rehearsal).toMatchObject({ rewritten: [], statements: [], compatible: null })
  const [predicted] = JSON.parse(passed.outputs['predictions'] ?? '')
  expect(predicted).toMatchObject({ migration: 'the command', predictedMs: expect.any(Number), ms: expect.any(Number) })

  const before = await contentOf(system)
  await system.write('migrations/003_bad.sql', 'ALTER TABLE flights DROP COLUMN details')
  await system.write('address', system.url)
  await system.configure({ rehearse: true, command: 'DATABASE_URL=$(cat address) node migrate.mjs' })
  const escaped = await system.release({ id: '2' })
  expect(escaped.errors.map(({ title }) => title)).toEqual(['postgres/rehearsal-escaped', 'postgres/migration-failed'])
  expect(await contentOf(system)).toBe(before)
})

test('a rehearsal that could not be made is made up for by the next attempt, whatever was written since', async () => {
  await using system = await startSystem({ sql: 'sql', rehearse: true })
  await system.write('sql/1_fares.sql', 'ALTER TABLE flights ADD CHECK (price < 100)')
  const asSuperuser = async (text: string) => {
    const client = new pg.Client({ connectionString: system.server.urlOf({}) })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await asSuperuser('CREATE DATABASE traqora_rehearsal')
  expect((await system.release()).outputs).toMatchObject({ verdict: 'error', 'reason-code': 'postgres/not-permitted' })
  await asSuperuser('DROP DATABASE traqora_rehearsal')
  await system.query("INSERT INTO bookings (flight, passenger) VALUES ('TQ1', 'meanwhile')")
  expect((await system.release()).outputs).toMatchObject({ 'reason-code': 'postgres/rehearsal-failed', changed: 'false' })
})

test('the release before is asked on the copy; its no ends the release, its yes is an output', async () => {
  await using system = await startSystem({ sql: 'sql', rehearse: true, migrate: ', compatible: { command: node probe.mjs }' })
  await system.write('probe.mjs', probe)
  await system.write('sql/1_rename.sql', 'ALTER TABLE flights RENAME COLUMN state TO status')
  const before = await contentOf(system)
  const no = await system.release()
  expect(no.outputs).toMatchObject({ 'reason-code': 'postgres/schema-incompatible', 'schema-compatible': 'false', changed: 'false' })
  expect(no.errors[0]?.message).toContain('column "state" does not exist')
  expect(await contentOf(system)).toBe(before)

  await system.write('sql/1_rename.sql', 'ALTER TABLE flights ADD COLUMN status text')
  const yes = await system.release({ id: '2' })
  expect(yes.outputs).toMatchObject({ verdict: 'pass', 'schema-compatible': 'true' })
})

test('somebody who is connected to the standby keeps it from being copied: that is told, and nothing is migrated', async () => {
  await using system = await startSystem({ sql: 'sql', rehearse: true })
  await system.write('sql/1_wrong.sql', 'SELECT no_such_column FROM flights')
  expect((await system.release()).outputs['reason-code']).toBe('postgres/rehearsal-failed')
  await system.write('sql/1_wrong.sql', 'ALTER TABLE flights ADD COLUMN seats int')
  const monitor = new pg.Client({ connectionString: system.server.urlOf({ database: 'traqora_standby_staging_1' }) })
  monitor.on('error', () => {})
  await monitor.connect()
  const refused = await system.release()
  await monitor.end()

  expect(refused.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'postgres/copy-not-made' })
  expect(refused.errors[0]?.message).toContain('is being accessed by other users')
  expect((await system.release()).outputs).toMatchObject({ verdict: 'pass', applied: '["1 wrong"]' })
})

test('rows that were written while a rehearsal failed are told, as nobody knows whose they are', async () => {
  await using system = await startSystem({ rehearse: true, command: 'node astray.mjs' })
  await system.write(
    'astray.mjs',
    `import pg from 'pg'
    const client = new pg.Client({ connectionString: ${JSON.stringify(system.url)} })
    await client.connect()
    await client.query('UPDATE flights SET price = 1')
    await client.end()
    process.exit(1)`,
  )
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/rehearsal-failed' })
  expect(run.errors[0]?.message).toContain('Rows of it were written meanwhile (public.flights 200)')
})

test('what the policy refuses is told before anything is backed up, with the live tables in mind; phases stand in the record', async () => {
  await using system = await startSystem({ sql: 'sql', migrate: ', policy: { refuse: [fails, destroys] }' })
  await system.write('sql/1_drop.sql', 'ALTER TABLE flights\n  DROP COLUMN state;\n')
  await system.write('sql/2_typo.sql', 'ALTER TABLE flihgts ADD COLUMN seats int;\n-- fairlead: contract seats\n')
  const refused = await system.release()
  expect(refused.errors.map(({ title, file, line }) => [title, file, line])).toEqual([
    ['postgres/migration-refused', 'sql/1_drop.sql', 1],
    ['postgres/migration-refused', 'sql/1_drop.sql', 1],
    ['postgres/migration-refused', 'sql/2_typo.sql', 1],
    ['postgres/contract-too-early', 'sql/2_typo.sql', 2],
  ])
  expect(refused.errors[1]?.message).toContain('dependent-view (fails) on flights.state (open_flights)')
  expect(await system.databases()).toEqual(['traqora'])

  await system.remove('sql/1_drop.sql')
  await system.write(
    'sql/2_typo.sql',
    '-- fairlead: expand seats\nALTER TABLE flights ADD COLUMN seats int;\nCREATE INDEX i ON flights (seats);\nCREATE TABLE big AS SELECT 1;\n',
  )
  expect((await system.release()).outputs).toMatchObject({ verdict: 'pass', applied: '["2 typo"]' })
  expect((await lastEnded(system.repository)).facts.phases).toEqual([{ phase: 'expand', name: 'seats' }])
})

test('tables are found as the role would find them, whatever their kind; a file that cannot be read is named', async () => {
  await using system = await startSystem({
    migrate: ', directory: migrations, policy: { refuse: [fails, destroys] }',
    command: 'node migrate.mjs',
  })
  await system.query(
    'CREATE SCHEMA air; CREATE TABLE air.seats (id int); CREATE SEQUENCE air.numbers; ALTER ROLE app SET search_path = air, public',
  )
  await system.write(
    'migrations/002_seats.sql',
    'ALTER TABLE seats ADD COLUMN day date; ALTER TABLE open_flights OWNER TO app; ALTER TABLE numbers OWNER TO app;',
  )
  await system.write(
    'migrations/003_down.sql',
    'ALTER TABLE seats ADD COLUMN other int;\n-- migrate:down\nALTER TABLE seats DROP COLUMN other;\n',
  )
  await system.write('migrations/004_odd.sql', '\\set day today\nSELECT 1;\n')
  const planned = await system.release({ inputs: { 'dry-run': 'true' } })

  expect(planned.errors).toEqual([])
  expect(planned.summary).toContain('not judged: migrations/004_odd.sql: syntax error at or near')
  await system.configure({ migrate: ', directory: migratoins' })
  const misspelled = await system.release({ inputs: { 'dry-run': 'true' } })
  expect(misspelled.summary).toContain('not judged: migratoins: there is no such folder')
})

const probe = `
import pg from 'pg'
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
try {
  await client.query('SELECT state FROM flights LIMIT 1')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
await client.end()
`

interface Ended {
  readonly facts: Record<string, never> & {
    readonly rehearsal: Record<string, unknown> & { readonly statements: readonly Record<string, unknown>[] }
  }
}

/** The newest entry of the record that says how a run ended. */
async function lastEnded(repository: string): Promise<Ended> {
  const folder = join(repository, '.fairlead', 'record')
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort()
  const entries = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))))
  return entries
    .filter(({ kind }) => kind === 'ended')
    .sort((one, other) => one.sequence - other.sequence)
    .at(-1)
}
