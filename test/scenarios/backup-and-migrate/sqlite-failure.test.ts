import { existsSync } from 'node:fs'
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { cutUpload, keepHalf, keepWhole, refuseOnceApplied, startBadBucket } from './bucket.ts'
import { dumpOf, type SqliteSystem, startSqliteSystem } from './sqlite-system.ts'

const half = '-- no transaction\nALTER TABLE flights ADD COLUMN seats INTEGER; UPDATE settings SET value = 2; SELECT no_such_function()'
const halting =
  '-- no transaction\nALTER TABLE flights ADD COLUMN seats INTEGER; UPDATE settings SET value = 2; HALT; CREATE TABLE seats (code TEXT)'

test('a migration that fails on a copy never reaches the live file', async () => {
  await using system = await startSqliteSystem({ rehearse: true })
  await system.write('migrations/002_half.sql', half)
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'sqlite/rehearsal-failed',
    changed: 'false',
    'schema-version-after': '1 (1 first)',
  })
  expect(run.errors[0]?.message).toContain('no such function: no_such_function')
  expect(dumpOf(system)).toBe(before)

  // Mended, the same release takes the same backup again: the database still is what it holds.
  await system.write('migrations/002_half.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  const again = await system.release()
  expect(again.errors).toEqual([])
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '["2 half"]', 'backup-sha256': run.outputs['backup-sha256'] })
  expect((await readdir(join(system.repository, 'data'))).filter((name) => name.includes('rehearsal'))).toEqual([])
})

test('rows that were written while a rehearsal failed are told, as nobody knows whose they are', async () => {
  await using system = await startSqliteSystem({ rehearse: true, migrate: 'command: node astray.mjs, version-table: migrations' })
  await system.write(
    'astray.mjs',
    `import { DatabaseSync } from 'node:sqlite'\nnew DatabaseSync(${JSON.stringify(system.file)}).exec("UPDATE flights SET price = 1"); process.exit(1)`,
  )
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/rehearsal-failed' })
  expect(run.errors[0]?.message).toContain('Rows of it were written meanwhile (flights: other values in 200 rows)')
})

test('a migration that rolls itself back leaves a file that is proved unchanged', async () => {
  await using system = await startSqliteSystem()
  await system.write('migrations/002_half.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER; SELECT no_such_function()')
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-failed', changed: 'false' })
  expect(run.errors[0]?.message).toContain('proved unchanged')
  expect(dumpOf(system)).toBe(before)
})

test.each(['wal', 'delete'] as const)(
  'a half-done migration is undone under open connections, and its content is kept (%s)',
  async (journal) => {
    await using system = await startSqliteSystem({ maxLostRows: 1_000 }, { journal })
    await system.write('migrations/002_half.sql', half)
    const before = dumpOf(system)
    using service = new DatabaseSync(system.file, { timeout: 5_000 })
    service.prepare('SELECT count(*) FROM flights').get()
    const run = await system.release()

    expect(run.outputs).toMatchObject({
      verdict: 'fail',
      'reason-code': 'sqlite/migration-failed',
      changed: 'true',
      'schema-version-after': '1 (1 first)',
    })
    expect(run.errors[0]?.message).toContain(`kept in "${system.file}.failed-staging-1"`)
    expect(dumpOf(system)).toBe(before)
    expect(system.query('SELECT count(seats) AS seats FROM flights', `${system.file}.failed-staging-1`)).toEqual([{ seats: 0n }])
    // The connection of a service goes on, with the schema that came back.
    service.exec("INSERT INTO flights (code, price, state) VALUES ('NEW', 1, 'open')")
    expect(() => service.prepare('SELECT seats FROM flights')).toThrow('no such column')
    expect(system.query('PRAGMA journal_mode')).toEqual([{ journal_mode: journal }])
  },
)

test('what a half-done migration and others wrote cannot be told apart, so it is held, with the count', async () => {
  await using system = await startSqliteSystem()
  await system.write(
    'migrations/002_half.sql',
    `${half.replace('SELECT no_such', "INSERT INTO bookings (passenger) VALUES ('somebody'); SELECT no_such")}`,
  )
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-held', changed: 'true' })
  // 200 flights have another column; one row in settings' four was there before; the trigger and the insert.
  expect(run.errors[0]?.message).toMatch(
    /\d+ rows may have been written by others since the backup \(bookings 1, flights 200, settings 4\)/,
  )
  expect(system.query("SELECT count(*) AS rows FROM bookings WHERE passenger = 'somebody'")).toEqual([{ rows: 1n }])

  const next = await system.release({ id: '2' })
  expect(next.outputs['reason-code']).toBe('database/unsettled-migration')
})

test('our own SQL files: what they wrote is known to be theirs, and is undone without a limit of lost rows', async () => {
  await using system = await startSqliteSystem({ migrate: 'sql: sql' })
  await system.write(
    'sql/1_good.sql',
    'CREATE TABLE seats (code TEXT); INSERT INTO seats SELECT code FROM flights; UPDATE flights SET price = 0',
  )
  await system.write('sql/2_bad.sql', 'ALTER TABLE flights DROP COLUMN details; SELECT no_such_function()')
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-failed', changed: 'true' })
  expect(run.errors[0]).toMatchObject({ file: 'sql/2_bad.sql' })
  expect(run.errors[0]?.message).toContain('no row of others was lost')
  expect(dumpOf(system)).toBe(before)

  await system.write('sql/2_bad.sql', 'ALTER TABLE flights DROP COLUMN details')
  const again = await system.release()
  expect(again.errors).toEqual([])
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '["1 good","2 bad"]' })
})

test('rows that refer to none after a migration are no success', async () => {
  await using system = await startSqliteSystem({ migrate: 'sql: sql' })
  await system.write(
    'sql/1_lose.sql',
    "-- no-transaction\nPRAGMA foreign_keys = OFF; DELETE FROM flights WHERE code < 'TQ15'; PRAGMA foreign_keys = ON",
  )
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.outputs['reason-code']).toBe('sqlite/migration-failed')
  expect(run.errors[0]?.message).toMatch(/bookings: \d+ rows refer to rows that are not there/)
  expect(dumpOf(system)).toBe(before)
})

test('a run killed in mid-migration: its command is ended, its backup is the way back, and the next attempt converges', async () => {
  await using system = await startSqliteSystem({ encryptTo: await identityToRecipient(await generateX25519Identity()) })
  const before = dumpOf(system)
  await haltInMigration(system)
  const orphan = Number(await readFile(join(system.repository, 'halted'), 'utf8'))
  expect(await isAlive(orphan)).toBe(true)
  await system.write('migrations/002_halting.sql', '-- no transaction\nCREATE TABLE IF NOT EXISTS seats (code TEXT)')
  const again = await system.release()

  expect(again.errors).toEqual([])
  expect(again.log).toMatch(/processes \d+(, \d+)* are ended/)
  expect(await isAlive(orphan)).toBe(false)
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'schema-version-before': '1 (1 first)', applied: '["2 halting"]' })
  expect(dumpOf(system, again.outputs['standby-database'])).toBe(before)
})

test('a second attempt that cannot finish what the first left half done goes back to before the first', async () => {
  await using system = await startSqliteSystem({ rehearse: false, maxLostRows: 1_000 })
  const before = dumpOf(system)
  await haltInMigration(system)
  await system.write('migrations/002_halting.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  const again = await system.release()

  expect(again.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-failed', changed: 'true' })
  expect(again.errors[0]?.message).toContain('duplicate column name: seats')
  expect(dumpOf(system)).toBe(before)
})

test('a backup that was cut short since is found before anything is run', async () => {
  await using system = await startSqliteSystem()
  await haltInMigration(system)
  await truncate(join(system.repository, 'backups/staging-1/database.sqlite'), 20)
  await system.write('migrations/003_never.sql', 'CREATE TABLE never (id INTEGER)')
  const again = await system.release()

  expect(again.outputs['reason-code']).toBe('database/backup-damaged')
  expect(again.errors[0]?.message).toContain('database.sqlite has 20 bytes')
  expect(system.query("SELECT name FROM sqlite_schema WHERE name = 'never'")).toEqual([])
})

test.each([
  ['is gone', async (path: string) => rm(path)],
  ['was cut short', async (path: string) => truncate(path, 100)],
] as const)('a begun migration whose manifest %s is refused: a new backup would be of what it left', async (_, damage) => {
  await using system = await startSqliteSystem()
  await haltInMigration(system)
  const folder = join(system.repository, 'backups/staging-1')
  const backup = await readFile(join(folder, 'database.sqlite'))
  await damage(join(folder, 'manifest.json'))
  const again = await system.release()

  expect(again.outputs['reason-code']).toBe('database/backup-damaged')
  expect(again.errors[0]?.message).toContain('manifest.json is missing or cannot be read, and a migration was begun')
  expect(await readFile(join(folder, 'database.sqlite'))).toEqual(backup)
})

test('only rows differ: held for a person, who gets the backup by the rollback within the limit', async () => {
  await using system = await startSqliteSystem({ maxLostRows: 1_000 })
  await system.write('migrations/002_rows.sql', '-- no transaction\nUPDATE flights SET price = 0; SELECT no_such_function()')
  const before = dumpOf(system)
  const held = await system.release()
  expect(held.outputs['reason-code']).toBe('sqlite/migration-held')

  const back = await system.rollback({ inputs: { mode: 'database' }, id: '2' })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', 'data-loss': '200', steps: '["database"]' })
  expect(dumpOf(system)).toBe(before)
})

test.each([
  ['is cut', 'database/store-not-writable', cutUpload],
  ['arrives half, and the server says that all is well', 'database/stored-otherwise', keepHalf],
] as const)('an upload that %s ends the release before the migration', async (_, code, upload) => {
  await using bucket = await startBadBucket(upload)
  await using system = await startSqliteSystem({ store: `s3: { bucket: backups, endpoint: "${bucket.endpoint}" }` })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  const before = dumpOf(system)
  const run = await system.release({ env: bucket.env })

  expect(run.outputs['reason-code']).toBe(code)
  expect(dumpOf(system)).toBe(before)
})

test('what older releases left cannot be removed: the migration is told as done all the same', async () => {
  await using bucket = await startBadBucket(keepWhole, refuseOnceApplied)
  await using system = await startSqliteSystem({ store: `s3: { bucket: applied, endpoint: "${bucket.endpoint}" }` })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  const run = await system.release({ env: bucket.env })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
  expect(run.log).toMatch(/::warning title=database\/not-retired::.*403/)
})

test('a way back that fails itself is told as held, with everything that leads back', async () => {
  await using system = await startSqliteSystem({
    maxLostRows: 1_000,
    migrate: 'command: rm data/*.standby-* && node migrate.mjs, version-table: migrations',
  })
  await system.write('migrations/002_half.sql', half)
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'sqlite/migration-held',
    changed: 'true',
    'schema-version-after': 'unknown',
    'backup-path': 'backups/staging-1',
  })
  expect(run.errors[0]?.message).toContain('What the database holds now is not known. It was not restored because the way back failed:')
  const back = await system.rollback({ inputs: { mode: 'database' }, id: '2' })
  expect(back.errors).toEqual([])
  expect(dumpOf(system)).toBe(before)
})

test('a command that leaves the file locked has failed like any other: what holds it is ended, and the file is as before', async () => {
  const locking = `
    import { writeFileSync } from 'node:fs'
    import { DatabaseSync } from 'node:sqlite'
    const database = new DatabaseSync(process.env.DATABASE_FILE)
    database.exec('BEGIN EXCLUSIVE; ALTER TABLE flights ADD COLUMN seats INTEGER')
    writeFileSync('left', '')
    setInterval(() => {}, 1000)`
  await using system = await startSqliteSystem(
    {
      migrate:
        "command: 'node locking.mjs > /dev/null 2>&1 & until [ -e left ]; do sleep 0.05; done; echo database is locked; exit 1', version-table: migrations",
    },
    { journal: 'delete' },
  )
  await system.write('locking.mjs', locking)
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-failed', changed: 'false' })
  expect(run.errors[0]?.message).toContain('was locked by others for 2.0 s')
  expect(dumpOf(system)).toBe(before)
})

test('a restored copy that was written to is not put over the live file', async () => {
  await using system = await startSqliteSystem({
    maxLostRows: 1_000,
    migrate: "command: 'for copy in data/*.standby-*; do printf x >> $copy; done; node migrate.mjs', version-table: migrations",
  })
  await system.write('migrations/002_half.sql', half)
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-held' })
  expect(run.errors[0]?.message).toContain('standby-staging-1" is gone or was written to')
})

test('of two runs at once the second ends and names the first', async () => {
  await using system = await startSqliteSystem()
  await writeFile(join(system.repository, 'gate'), '')
  await system.write('migrations/002_halting.sql', halting)
  const first = await system.start()
  await until(() => existsSync(join(system.repository, 'halted')))
  const second = await system.release({ id: '2' })
  await rm(join(system.repository, 'gate'))

  expect(second.outputs['reason-code']).toBe('sqlite/locked')
  expect(second.errors[0]?.message).toContain('by release staging-1 since 20')
  expect((await first.ended).outputs).toMatchObject({ verdict: 'pass', applied: '["2 halting"]' })
})

test('a cancelled migration is ended, and the file is as before when the job ends', async () => {
  await using system = await startSqliteSystem({ maxLostRows: 1_000 })
  const before = dumpOf(system)
  await writeFile(join(system.repository, 'gate'), '')
  await system.write('migrations/002_halting.sql', halting)
  const run = await system.start()
  await until(() => existsSync(join(system.repository, 'halted')))
  run.kill('SIGINT')
  const ended = await run.ended

  expect(ended.exitCode).toBe(1)
  expect(ended.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-failed' })
  expect(ended.errors[0]?.message).toContain('cancelled')
  expect(dumpOf(system)).toBe(before)
})

test('a cancelled command whose child migrates on: the child is ended before the way back', async () => {
  await using system = await startSqliteSystem({
    maxLostRows: 1_000,
    migrate: 'command: node migrate.mjs && true, version-table: migrations',
  })
  const before = dumpOf(system)
  await writeFile(join(system.repository, 'gate'), '')
  await system.write('migrations/002_halting.sql', halting)
  const run = await system.start()
  await until(() => existsSync(join(system.repository, 'halted')))
  const child = Number(await readFile(join(system.repository, 'halted'), 'utf8'))
  run.kill('SIGINT')
  const ended = await run.ended
  await using _ = { [Symbol.asyncDispose]: () => rm(join(system.repository, 'gate')) }

  expect(await isAlive(child)).toBe(false)
  expect(ended.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'sqlite/migration-failed' })
  expect(dumpOf(system)).toBe(before)
})

test('a rollback in the middle of a rehearsal does not settle the release that runs', async () => {
  await using system = await startSqliteSystem({ rehearse: true })
  await writeFile(join(system.repository, 'gate'), '')
  await system.write('migrations/002_halting.sql', halting)
  const release = await system.start()
  await until(() => existsSync(join(system.repository, 'halted')))
  const back = await system.rollback()
  const mark = await readFile(join(system.repository, 'backups/staging-1/migration.json'), 'utf8')
  await rm(join(system.repository, 'gate'))

  expect(back.outputs['reason-code']).toBe('sqlite/locked')
  expect(back.errors[0]?.message).toContain('by release staging-1 since')
  expect(JSON.parse(mark)).toMatchObject({ migration: 'begun' })
  expect((await release.ended).outputs).toMatchObject({ verdict: 'pass', applied: '["2 halting"]' })
})

test('a command that goes to the live file in its rehearsal is caught and undone', async () => {
  await using system = await startSqliteSystem({
    rehearse: true,
    maxLostRows: 1_000,
    migrate: `command: DATABASE_FILE="$PWD/data/traqora.db" DATABASE_URL="sqlite:$PWD/data/traqora.db" node migrate.mjs, version-table: migrations`,
  })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  const before = dumpOf(system)
  const run = await system.release()

  expect(run.errors.map(({ title }) => title)).toEqual(['sqlite/rehearsal-escaped', 'sqlite/migration-failed'])
  expect(dumpOf(system)).toBe(before)
})

test('others write all the while: the backup is one moment, nothing of theirs is lost, and nobody is refused', async () => {
  await using system = await startSqliteSystem({ rehearse: true })
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  using service = new DatabaseSync(system.file, { timeout: 5_000 })
  let written = 0
  let isOver = false
  const writing = (async () => {
    for (; !isOver; await wait(2)) {
      service.exec(
        `INSERT INTO bookings (passenger) VALUES ('live ${written}'); INSERT INTO flights (code, price) VALUES ('live ${written}', 1)`,
      )
      written += 1
    }
  })()
  const run = await system.release()
  isOver = true
  await writing

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '["2 seats"]' })
  expect(written).toBeGreaterThan(20)
  expect(system.query("SELECT count(*) AS rows FROM bookings WHERE passenger LIKE 'live %'")).toEqual([{ rows: BigInt(written) }])
  const inBackup = (table: string, column: string) =>
    Number(
      system.query(`SELECT count(*) AS rows FROM ${table} WHERE ${column} LIKE 'live %'`, run.outputs['standby-database'])[0]?.['rows'],
    )
  expect(inBackup('bookings', 'passenger') - inBackup('flights', 'code')).toBeLessThanOrEqual(1)
})

/** Kills the run while its command stands in the middle of a file; the command lives on. */
async function haltInMigration(system: SqliteSystem): Promise<void> {
  await writeFile(join(system.repository, 'gate'), '')
  await system.write('migrations/002_halting.sql', halting)
  const first = await system.start()
  await until(() => existsSync(join(system.repository, 'halted')))
  first.kill('SIGKILL')
  expect((await first.ended).signal).toBe('SIGKILL')
}

/** Not as a zombie either, which nobody may be there to collect. */
async function isAlive(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')) !== ''
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await wait(25)) if (condition()) return
  throw new Error('it never came to be')
}
