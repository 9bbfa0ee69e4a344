import { readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { sqlxLockKey } from '../../../src/postgres/sql/sqlx-table.ts'
import { contentOf, type System, startSystem } from './system.ts'

/** A migration that stops half-way and goes on once the row `go` is there. */
const halting =
  '-- no transaction\nALTER TABLE flights ADD COLUMN seats integer; SELECT pg_advisory_lock(42); ALTER TABLE flights ALTER seats SET DEFAULT 180'

test('a run killed in mid-migration leaves no lock and no session; the next one takes its backup again and converges', async () => {
  await using system = await startSystem({ migrate: ', lock-timeout: 60s' })
  await system.write('migrations/002_seats.sql', halting)
  await using _gate = await holdGate(system)
  const before = await contentOf(system)
  const first = await system.start()
  await until(async () => (await system.query("SELECT 1 FROM information_schema.columns WHERE column_name = 'seats'")).length === 1)
  first.kill('SIGKILL')
  expect((await first.ended).signal).toBe('SIGKILL')

  // Its command is still there, waiting in the middle of the file: the next run ends it before it looks at anything.
  expect(await system.query("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'fairlead migrate %'")).toHaveLength(1)
  await system.write(
    'migrations/002_seats.sql',
    'ALTER TABLE flights ADD COLUMN IF NOT EXISTS seats integer; ALTER TABLE flights ALTER seats SET DEFAULT 180',
  )
  const again = await system.release()

  expect(again.errors).toEqual([])
  expect(again.outputs).toMatchObject({ verdict: 'pass', changed: 'true', 'schema-version-before': '1 (1 first)', applied: '["2 seats"]' })
  expect(await contentOf(system, again.outputs['standby-database'])).toBe(before)
})

test('a backup that was cut short since is found before anything is run', async () => {
  await using system = await startSystem({ migrate: ', lock-timeout: 60s' })
  await system.write('migrations/002_seats.sql', halting)
  await using gate = await holdGate(system)
  const first = await system.start()
  await until(async () => (await system.query("SELECT 1 FROM information_schema.columns WHERE column_name = 'seats'")).length === 1)
  first.kill('SIGKILL')
  await first.ended
  await gate.open()
  const folder = join(system.repository, 'backups', 'staging-1')
  const [largest = ''] = (await readdir(folder)).filter((name) => name.endsWith('.gz'))
  await truncate(join(folder, largest), 20)
  await system.write('migrations/003_never.sql', 'CREATE TABLE never (id int)')
  const again = await system.release()

  expect(again.outputs['reason-code']).toBe('database/backup-damaged')
  expect(again.errors[0]?.message).toContain(`${largest} has 20 bytes`)
  expect(await system.query("SELECT 1 FROM pg_class WHERE relname = 'never'")).toEqual([])
})

test('what a killed run left half done stops every other release, and its own where the store has lost its backup', async () => {
  await using system = await startSystem({ migrate: ', lock-timeout: 60s' })
  await system.write('migrations/002_seats.sql', halting)
  await using gate = await holdGate(system)
  const before = await contentOf(system)
  const first = await system.start()
  await until(async () => (await system.query("SELECT 1 FROM information_schema.columns WHERE column_name = 'seats'")).length === 1)
  first.kill('SIGKILL')
  await first.ended
  await gate.open()
  // The second is refused and changes nothing, which must not let the third through.
  for (const id of ['2', '3']) {
    const other = await system.release({ id })
    expect(other.outputs['reason-code']).toBe('database/unsettled-migration')
    expect(other.errors[0]?.message).toContain('The release "staging-1"')
  }

  await rm(join(system.repository, 'backups'), { recursive: true })
  const again = await system.release()
  expect(again.outputs['reason-code']).toBe('database/backup-damaged')
  expect(await contentOf(system, 'traqora_standby_staging_1')).toBe(before)
})

test('of two runs at once the second ends and names the first', async () => {
  await using system = await startSystem({ migrate: ', lock-timeout: 60s' })
  await system.write('migrations/002_seats.sql', halting)
  await using gate = await holdGate(system)
  const first = await system.start()
  await until(async () => (await system.query("SELECT 1 FROM information_schema.columns WHERE column_name = 'seats'")).length === 1)
  const second = await system.release({ id: '2' })
  await gate.open()

  expect(second.outputs['reason-code']).toBe('postgres/locked')
  expect(second.errors[0]?.message).toContain('release staging_1')
  expect((await first.ended).outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
})

test('a cancelled migration is ended, and the database is as before when the job ends', async () => {
  await using system = await startSystem({ migrate: ', lock-timeout: 60s' })
  await system.write('migrations/002_seats.sql', halting)
  await using gate = await holdGate(system)
  const before = await contentOf(system)
  const run = await system.start()
  await until(async () => (await system.query("SELECT 1 FROM information_schema.columns WHERE column_name = 'seats'")).length === 1)
  run.kill('SIGINT')
  const ended = await run.ended
  await gate.open()

  expect(ended.exitCode).toBe(1)
  expect(ended.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/migration-failed' })
  expect(ended.errors[0]?.message).toContain('cancelled')
  expect(await contentOf(system)).toBe(before)
})

test('a run that waits for the lock of another migrator is cancelled at once', async () => {
  await using system = await startSystem({ sql: 'migrations' })
  await system.write('migrations/001_first.sql', 'CREATE TABLE seats (id int)')
  await using _service = await holdGate(system, sqlxLockKey('traqora'))
  const run = await system.start()
  await until(
    async () =>
      (await system.query("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'fairlead migrate %' AND query LIKE '%advisory%'"))
        .length === 1,
  )
  const signalled = performance.now()
  run.kill('SIGINT')
  const ended = await run.ended

  expect(performance.now() - signalled).toBeLessThan(10_000)
  expect(ended.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/migration-failed', changed: 'false' })
  expect(ended.errors[0]?.message).toContain('The run was cancelled by SIGINT')
  expect(ended.errors[0]?.message).toContain('proved unchanged')
})

/** Holds the lock that the halting migration, or another with this key, waits for. */
async function holdGate(system: System, key = 42n): Promise<AsyncDisposable & { open: () => Promise<void> }> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: system.url, application_name: 'gate' })
  client.on('error', () => {})
  await client.connect()
  await client.query('SELECT pg_advisory_lock($1::bigint)', [String(key)])
  const open = () => client.end().catch(() => {})
  return { open, [Symbol.asyncDispose]: open }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await wait(25)) if (await condition()) return
  throw new Error('it never came to be')
}
