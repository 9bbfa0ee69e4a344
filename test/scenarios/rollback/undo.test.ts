import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from '@jest/globals'
import { runAction } from '../../support/run-action.ts'
import { startSystem } from '../backup-and-migrate/system.ts'
import { releaseId } from '../blue-green-switch/system.ts'
import { killedAfter, pausedAfter } from './at-write.ts'
import { lostAfterMigration, type Released } from './lost-release.ts'

const slug = releaseId(2).replace('-', '_')
const before = [{ passenger: 'one' }, { passenger: 'two' }]

test('one command undoes the swap of a rollback, to the row, from another run; a second finds it done; the backup goes in again', async () => {
  await using released = await lostAfterMigration()
  await released.query("UPDATE migrations SET version = 3 WHERE version = 2; COMMENT ON DATABASE traqora IS 'ours'")
  const migrated = await contentOf(released)
  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.outputs['kept-database']).toBe(`traqora_failed_${slug}`)
  expect(back.summary).toMatch(new RegExp(`kept as \`traqora_failed_${slug}\` until \\d{4}-.*mode: undo`))
  expect(await released.query('SELECT * FROM bookings')).toHaveLength(2)
  expect(await contentOf(released)).not.toEqual(migrated)

  const told = await released.undo({ 'dry-run': 'true' })
  expect(told.summary).toMatch(/revert[\s\S]*undo-swap[\s\S]*at most 0 rows written since the swap/)
  expect(await contentOf(released)).not.toEqual(migrated)

  const undone = await released.undo()
  expect(undone.errors).toEqual([])
  expect(undone.outputs).toMatchObject({
    decision: 'revert',
    verdict: 'pass',
    changed: 'true',
    'data-loss': '0',
    steps: '["undo-swap"]',
    'restored-release': releaseId(2),
  })
  expect(await contentOf(released)).toEqual(migrated)
  expect(await released.databases()).toEqual(['traqora', `traqora_standby_${slug}`])
  expect(await openDatabases(released)).toEqual([
    { name: 'traqora', comment: 'ours' },
    { name: `traqora_standby_${slug}`, comment: 'ours' },
  ])

  const again = await released.undo()
  expect(again.outputs).toMatchObject({ decision: 'none', verdict: 'pass', changed: 'false' })
  expect(await contentOf(released)).toEqual(migrated)

  // The old release answers, so nothing goes back by itself; a person may ask for the database alone.
  expect((await released.rollback()).outputs['decision']).toBe('none')
  const asked = await released.rollback({ mode: 'database' })
  expect(asked.errors).toEqual([])
  expect(asked.outputs).toMatchObject({ decision: 'revert', steps: '["database"]', 'kept-database': `traqora_failed_${slug}` })
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(before)
  expect((await released.undo()).outputs['steps']).toBe('["undo-swap"]')
  expect(await contentOf(released)).toEqual(migrated)
})

test('rows written since the swap are counted: over the limit nothing is undone, within it they are given up and told', async () => {
  await using released = await lostAfterMigration()
  expect((await released.undo()).outputs).toMatchObject({ decision: 'none', verdict: 'pass', changed: 'false' })
  expect((await released.undo({ 'release-id': 'rehearsal-77' })).outputs['reason-code']).toBe('rollback/release-unknown')
  await released.rollback()
  await released.query("INSERT INTO bookings (passenger) VALUES ('three'), ('four')")

  const held = await released.undo()
  expect(held.exitCode).toBe(1)
  expect(held.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/undo-held', changed: 'false' })
  expect(held.errors[0]?.message).toContain('2 rows were written since the swap and max-lost-rows is 0')
  expect(await released.query('SELECT passenger FROM bookings')).toHaveLength(4)

  await released.configure({ maxLostRows: 2 })
  const undone = await released.undo()
  expect(undone.errors).toEqual([])
  expect(undone.outputs).toMatchObject({ decision: 'revert', 'data-loss': '2' })
  expect(undone.summary).toContain('at most 2 rows written since the swap (public.bookings 2)')
  expect(await released.query('SELECT traveller FROM bookings')).toHaveLength(2)
})

test('with the store out of reach a swap is undone all the same, and the record tells what the migration is again', async () => {
  await using released = await lostAfterMigration()
  await released.rollback()
  const backups = dirname(released.migrated.outputs['backup-path'] ?? '')
  await rename(backups, `${backups}-away`)
  expect((await released.rollback()).outputs).toMatchObject({ decision: 'none', verdict: 'pass' })
  const undone = await released.undo()
  expect(undone.errors).toEqual([])
  expect(undone.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', 'restored-release': releaseId(2) })
  expect(undone.log).toMatch(/^::warning title=database\/backup-missing::/m)
  expect((await released.system.entries()).at(-1)?.facts).toMatchObject({ undoes: releaseId(2), state: 'migrated' })
})

test('a swap is recorded though what comes after it fails', async () => {
  await using released = await lostAfterMigration()
  const given = await released.system.given(2, { env: { DATABASE_URL: released.url }, inputs: { mode: 'database' } })
  const paused = await pausedAfter('swap database', 'rollback', given)
  await released.system.balancer.kill()
  expect((await paused.resume()).outputs).toMatchObject({ decision: 'revert', changed: 'true', 'kept-database': `traqora_failed_${slug}` })
  await released.system.balancer.start()
  expect((await released.undo()).outputs).toMatchObject({ verdict: 'pass', steps: '["undo-swap"]' })
})

test('a swap whose run was killed right after it is recorded by the next, and what was kept is named', async () => {
  await using released = await lostAfterMigration()
  const given = await released.system.given(2, { env: { DATABASE_URL: released.url }, inputs: { mode: 'database' } })
  await killedAfter('swap database', 'rollback', given)
  const next = await released.rollback({ mode: 'database' })
  expect(next.errors).toEqual([])
  expect(next.outputs).toMatchObject({ decision: 'none', verdict: 'pass', 'kept-database': `traqora_failed_${slug}` })
  expect((await released.system.entries()).at(-1)?.facts).toMatchObject({
    swap: { release: releaseId(2), mark: 'applied', live: { counters: null }, aside: { name: `traqora_failed_${slug}` } },
  })
  const undone = await released.undo()
  expect(undone.errors[0]?.message).toContain('it is not known how many rows were written since the swap')
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(before)
  expect((await released.rollback({ mode: 'database' })).outputs['kept-database']).toBe('')
})

test('what a killed run left closed is opened whatever is decided', async () => {
  await using released = await lostAfterMigration()
  const given = await released.system.given(2, { env: { DATABASE_URL: released.url }, inputs: { mode: 'database' } })
  await killedAfter('close database', 'rollback', given)
  await expect(released.query('SELECT 1')).rejects.toThrow('not currently accepting connections')
  const other = await released.rollback({ 'release-id': releaseId(1) })
  expect(other.outputs).toMatchObject({ decision: 'none', verdict: 'pass', changed: 'true' })
  expect(await openDatabases(released)).toHaveLength(2)
})

test('an undo that another run was faster with is held: it is decided again under the lock', async () => {
  await using released = await lostAfterMigration()
  await released.rollback()
  const given = await released.system.given(901, { env: { DATABASE_URL: released.url }, inputs: { mode: 'undo' } })
  const paused = await pausedAfter('record begun', 'rollback', given)
  expect((await released.undo()).outputs).toMatchObject({ verdict: 'pass', steps: '["undo-swap"]' })
  const held = await paused.resume()
  expect(held.outputs).toMatchObject({ 'reason-code': 'rollback/undo-held', changed: 'false' })
  expect(held.errors[0]?.message).toContain('the kept database is the live one already')
})

test('what was kept goes with `keep`: then, or once another release migrated, or by a strange hand, nothing is undone', async () => {
  await using released = await lostAfterMigration()
  const kept = `traqora_failed_${slug}`
  await released.rollback()

  await released.query(`ALTER DATABASE ${kept} ALLOW_CONNECTIONS true`)
  expect((await released.undo()).errors[0]?.message).toContain('the kept database takes connections')
  await released.query(`ALTER DATABASE ${kept} ALLOW_CONNECTIONS false`)

  expect((await released.migrate(3)).errors).toEqual([])
  expect(await released.databases()).toContain(kept)
  const later = await released.undo({ 'release-id': releaseId(2) })
  expect(later.errors[0]?.message).toContain(`${releaseId(3)} has migrated the live database since`)

  await released.configure({ keep: '1ms' })
  const retiring = await released.migrate(4)
  expect(retiring.errors).toEqual([])
  expect(retiring.log).toContain(`"${kept}", which the way back of ${releaseId(2)} put aside, is older than database.backup.keep: dropped`)
  expect(await released.databases()).not.toContain(kept)
  const gone = await released.undo({ 'release-id': releaseId(2) })
  expect(gone.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/undo-held', changed: 'false' })
  expect(gone.errors[0]?.message).toMatch(/the kept database is not there any more: it was to be kept until \d{4}-/)
})

test('a half-migrated database that was swapped away is live again by one command, and then no other release goes on from it', async () => {
  await using system = await startSystem()
  await system.write('migrations/002_half.sql', "-- no transaction\nUPDATE flights SET state = 'shut'; SELECT no_such_function()")
  const failed = await system.release()
  expect(failed.outputs).toMatchObject({ 'reason-code': 'postgres/migration-failed', 'kept-database': 'traqora_failed_staging_1' })
  expect(failed.summary).toMatch(/kept aside.*traqora_failed_staging_1.*until \d{4}-.*mode: undo/)
  const shut = "SELECT count(*)::int AS shut FROM flights WHERE state = 'shut'"
  expect(await system.query(shut)).toEqual([{ shut: 0 }])

  const undone = await runAction('rollback', {
    repository: system.repository,
    inputs: { environment: 'staging', mode: 'undo' },
    env: { DATABASE_URL: system.url },
    facts: { GITHUB_RUN_ID: '9' },
  })
  expect(undone.errors).toEqual([])
  expect(await system.query(shut)).toEqual([{ shut: 200 }])
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_1'])

  const other = await system.release({ id: '2' })
  expect(other.outputs).toMatchObject({ 'reason-code': 'database/unsettled-migration' })
  expect(await system.query(shut)).toEqual([{ shut: 200 }])
})

/** All that the database holds of tables, columns and rows, as one text. */
async function contentOf(released: Released): Promise<unknown[]> {
  return released.query(
    `SELECT (SELECT json_agg(b ORDER BY id)::text FROM bookings b) AS bookings, (SELECT json_agg(m)::text FROM migrations m) AS migrations,
            (SELECT last_value FROM bookings_id_seq) AS last`,
  )
}

async function openDatabases(released: Released): Promise<unknown[]> {
  return released.query(
    "SELECT datname AS name, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname LIKE 'traqora%' AND datallowconn ORDER BY 1",
  )
}
