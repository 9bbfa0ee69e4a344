import { readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { releaseId } from '../blue-green-switch/system.ts'
import { pausedAfter } from './at-write.ts'
import { lostAfterMigration } from './lost-release.ts'

/** The table of applied migrations is there before: its own making cannot be taken back by a down migration. */
const table = `CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
  success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL);`
const up = 'ALTER TABLE bookings RENAME COLUMN passenger TO traveller;\n'
const down = 'ALTER TABLE bookings RENAME COLUMN traveller TO passenger;\n'
const migrate = '{ sql: ., prove-down: true }'

test('down migrations that were proved on a copy take a breaking migration back, and every row written since stays', async () => {
  await using released = await lostAfterMigration({ before: table, migrate, files: { '2_rename.up.sql': up, '2_rename.down.sql': down } })
  await released.query("INSERT INTO bookings (traveller) VALUES ('three')")

  // Another file than the one that was proved is not run, and the backup would lose a row.
  await released.system.write('2_rename.down.sql', `${down}-- harmless?\n`)
  const edited = await released.rollback()
  expect(edited.outputs).toMatchObject({ decision: 'hold', changed: 'false' })
  expect(edited.errors[0]?.message).toContain('its down migrations are not used')

  // Its store away: users come before bookkeeping.
  const backups = dirname(released.migrated.outputs['backup-path'] ?? '')
  await rename(backups, `${backups}-away`)
  await released.system.write('2_rename.down.sql', down)
  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', steps: '["down","traffic","stop"]', 'data-loss': '0' })
  expect(back.summary).toContain('of the rows written since only what went into what the migration had added')
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual([
    { passenger: 'one' },
    { passenger: 'two' },
    { passenger: 'three' },
  ])
  expect(await released.query('SELECT FROM _sqlx_migrations')).toEqual([])
  expect((await released.rollback()).outputs).toMatchObject({ decision: 'none', changed: 'false', verdict: 'pass' })
})

test('a rollback beside a release that is at work again does not say that its migration is undone', async () => {
  await using released = await lostAfterMigration({ before: table, migrate, files: { '2_rename.up.sql': up, '2_rename.down.sql': down } })
  expect((await released.rollback()).outputs['steps']).toBe('["down","traffic","stop"]')
  const again = await pausedAfter(
    'migration begun',
    'backup-and-migrate',
    await released.system.given(2, { env: { DATABASE_URL: released.url } }),
  )
  const beside = await released.rollback()
  const mark = await readFile(join(released.system.state, 'backups', releaseId(2), 'migration.json'), 'utf8')
  expect([beside.errors, mark, (await again.resume()).errors]).toEqual([[], expect.stringContaining('"begun"'), []])

  const first = await pausedAfter(
    'verified backup',
    'backup-and-migrate',
    await released.system.given(4, { env: { DATABASE_URL: released.url } }),
  )
  const none = await released.undo({ mode: 'database', 'release-id': releaseId(4) })
  const files = await readdir(join(released.system.state, 'backups', releaseId(4)))
  expect([none.outputs['decision'], (await first.resume()).errors]).toEqual(['none', []])
  expect(files).not.toContain('migration.json')
})

test('down migrations that lose data are not proved, which is told, and the backup is swapped in instead', async () => {
  await using released = await lostAfterMigration({
    before: table,
    migrate,
    files: {
      '2_drop.up.sql': 'ALTER TABLE bookings DROP COLUMN passenger;\n',
      '2_drop.down.sql': 'ALTER TABLE bookings ADD COLUMN passenger text;\n',
    },
  })
  expect(released.migrated.summary).toMatch(/down migrations \| not proved: public\.bookings: 2 rows with another content/)
  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', steps: '["database","traffic","stop"]' })
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual([{ passenger: 'one' }, { passenger: 'two' }])
})

test('proved down migrations that the rows of now do not let through undo themselves whole', async () => {
  await using released = await lostAfterMigration({
    before: table,
    migrate,
    files: {
      '2_loosen.up.sql': 'ALTER TABLE bookings RENAME COLUMN passenger TO traveller;\n',
      '2_loosen.down.sql': 'ALTER TABLE bookings RENAME COLUMN traveller TO passenger;\n',
      '3_longer.up.sql': 'ALTER TABLE bookings ADD CONSTRAINT short CHECK (length(traveller) < 100);\n',
      '3_longer.down.sql':
        'CREATE UNIQUE INDEX once ON bookings (traveller); DROP INDEX once; ALTER TABLE bookings DROP CONSTRAINT short;\n',
    },
  })
  await released.query("INSERT INTO bookings (traveller) VALUES ('two')")
  const stopped = await released.rollback()
  expect(stopped.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'rollback/step-failed' })
  expect(stopped.errors[0]?.message).toContain('could not create unique index')
  expect(await released.query('SELECT traveller FROM bookings')).toHaveLength(3)
  expect(await released.query('SELECT version::int AS version FROM _sqlx_migrations ORDER BY 1')).toEqual([{ version: 2 }, { version: 3 }])
  expect(await released.system.balancer.color()).toBe('blue')
})
