import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { dumpOf, type SqliteConfiguration, type SqliteSystem, startSqliteSystem } from './sqlite-system.ts'

let system: SqliteSystem
let before: string

beforeAll(async () => {
  system = await startSqliteSystem()
  before = dumpOf(system)
  await mkdir(join(system.repository, 'odd'))
})
afterAll(async () => system[Symbol.asyncDispose]())

async function refused(configuration: SqliteConfiguration, inputs: Record<string, string> = {}) {
  await system.configure(configuration)
  const run = await system.release({ inputs })
  await system.configure({})
  expect(run.outputs['changed']).not.toBe('true')
  return run
}

test.each([
  ['is missing', 'data/nothing.db', 'sqlite/file-missing', 'touch data/nothing.db'],
  ['is a folder', 'data', 'sqlite/not-a-file', 'a folder'],
  ['is an address', 'sqlite:data/traqora.db', 'sqlite/file-is-address', 'Write the path alone'],
  ['is in memory', ':memory:', 'sqlite/file-is-address', 'in memory'],
  ['is the address of a server', 'postgres://app:password-of-mine@db/traqora', 'sqlite/file-is-address', 'postgres:...'],
  ['has a part that is no folder', 'fairlead.yml/traqora.db', 'sqlite/file-missing', 'no folder'],
  ['is a link that leads nowhere', 'odd/dangling.db', 'sqlite/file-missing', 'leads nowhere'],
  ['is a device', '/dev/null', 'sqlite/not-a-file', 'no regular file'],
  ['is something else', 'odd/text.db', 'sqlite/not-a-database', 'first bytes'],
  ['was cut in its header', 'odd/short.db', 'sqlite/not-a-database', 'ends after 50 bytes'],
  ['is of a newer format', 'odd/newer.db', 'sqlite/newer-format', 'format 3'],
  ['lost its second half', 'odd/half.db', 'sqlite/corrupt', 'odd/half.db'],
  ['has a page that was overwritten', 'odd/overwritten.db', 'sqlite/corrupt', 'is damaged'],
])('a file that %s is told before anything happens', async (_, file, code, text) => {
  const whole = await readFile(await closedCopy())
  await writeFile(join(system.repository, 'odd/text.db'), 'this is a text of more than a hundred bytes, '.repeat(5))
  await writeFile(join(system.repository, 'odd/short.db'), whole.subarray(0, 50))
  await writeFile(join(system.repository, 'odd/newer.db'), Buffer.concat([whole.subarray(0, 18), Buffer.from([3, 3]), whole.subarray(20)]))
  await writeFile(join(system.repository, 'odd/half.db'), whole)
  await truncate(join(system.repository, 'odd/half.db'), Math.floor(whole.length / 2 / 4096) * 4096)
  await writeFile(join(system.repository, 'odd/overwritten.db'), whole)
  await using broken = await open(join(system.repository, 'odd/overwritten.db'), 'r+')
  await broken.write(Buffer.alloc(2_000, 0x5a), 0, 2_000, 4096 * 2 + 8)
  await symlink('nowhere.db', join(system.repository, 'odd/dangling.db')).catch(() => {})

  const run = await refused({ file })
  expect(run.outputs['reason-code']).toBe(code)
  expect(run.errors[0]).toMatchObject({ file: 'fairlead.yml', line: 4 })
  expect(run.errors[0]?.message).toContain(text)
  expect(run.everythingItWrote).not.toContain('password-of-mine')
})

test('everything in the way is told at once, each at its place', async () => {
  await writeFile(join(system.repository, 'a-file'), '')
  const run = await refused({ file: 'data/nothing.db', store: 'directory: a-file/backups', encryptTo: 'age1nonsense' })

  expect(run.errors.map(({ title, line }) => ({ title, line }))).toEqual([
    { title: 'sqlite/file-missing', line: 4 },
    { title: 'database/age-recipient', line: 9 },
    { title: 'database/store-not-writable', line: 7 },
  ])
})

test('a server and a file in one environment are refused', async () => {
  const run = await refused({
    more: 'database:\n  url: "${env.DATABASE_URL}"\n  migrate: { command: "true" }\n  backup: { store: { directory: backups } }',
  })
  expect(run.outputs['reason-code']).toBe('sqlite/two-databases')
})

test('an unknown key is told with the one that was meant', async () => {
  const run = await refused({ migrate: 'comand: node migrate.mjs' })
  expect(run.outputs['reason-code']).toBe('config/unknown-key')
})

test('a file that others hold locked is waited for, and whoever holds it is named', async () => {
  await using locked = await startSqliteSystem({}, { journal: 'delete' })
  using service = new DatabaseSync(locked.file)
  service.exec('BEGIN EXCLUSIVE')
  const run = await locked.release()
  service.exec('ROLLBACK')

  expect(run.outputs['reason-code']).toBe('sqlite/busy')
  expect(run.errors[0]?.message).toContain(`process ${process.pid} (`)
  expect(run.seconds).toBeGreaterThan(2)
  expect((await locked.release()).outputs).toMatchObject({ verdict: 'pass' })
})

test('a writer that keeps its transaction open makes our migration wait, then fail unchanged', async () => {
  await using busy = await startSqliteSystem({ migrate: 'sql: sql' })
  await busy.write('sql/1_seats.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  using service = new DatabaseSync(busy.file)
  service.exec("BEGIN IMMEDIATE; INSERT INTO flights (code, price) VALUES ('OPEN', 1)")
  const run = await busy.release()
  service.exec('COMMIT')

  expect(run.outputs).toMatchObject({ 'reason-code': 'sqlite/migration-failed', changed: 'false' })
  expect(run.errors[0]?.message).toContain(`was locked by others for 2.0 s: process ${process.pid}`)
  expect((await busy.release({ id: '2' })).outputs).toMatchObject({ verdict: 'pass', applied: '["1 seats"]' })
})

test('a file without a transaction waits for a writer as long as there is patience', async () => {
  await using busy = await startSqliteSystem({ migrate: 'sql: sql' })
  await busy.write('sql/1_seats.sql', '-- no-transaction\nALTER TABLE flights ADD COLUMN seats INTEGER')
  using service = new DatabaseSync(busy.file)
  service.exec("BEGIN IMMEDIATE; INSERT INTO flights (code, price) VALUES ('OPEN', 1)")
  const run = await busy.start()
  while (!existsSync(join(busy.repository, 'backups/staging-1/migration.json'))) await wait(10)
  // SQLite sleeps in the kernel between two tries for the lock; nothing else of the action does.
  while (!(await readFile(`/proc/${run.pid}/wchan`, 'utf8')).includes('nanosleep')) await wait(10)
  service.exec('COMMIT')
  const ended = await run.ended

  expect(ended.errors).toEqual([])
  expect(ended.outputs).toMatchObject({ verdict: 'pass', applied: '["1 seats"]' })
})

test('a link is followed: what SQLite and we keep beside the file lies beside the file itself', async () => {
  await using linked = await startSqliteSystem({ file: 'current.db' })
  await symlink('data/traqora.db', join(linked.repository, 'current.db'))
  const run = await linked.release()

  expect(run.errors).toEqual([])
  expect(run.outputs['standby-database']).toBe(`${linked.file}.standby-staging-1`)
})

test('an empty file is an empty database: its first migration is backed up, run, and undone', async () => {
  await using fresh = await startSqliteSystem({ file: 'data/new.db', migrate: 'sql: sql' })
  await writeFile(join(fresh.repository, 'data/new.db'), '')
  await fresh.write('sql/1_first.sql', 'CREATE TABLE flights (code TEXT); INSERT INTO flights VALUES (1)')
  await fresh.write('sql/2_bad.sql', 'SELECT no_such_function()')
  const run = await fresh.release()
  expect(run.outputs).toMatchObject({ 'reason-code': 'sqlite/migration-failed', 'verified-level': '4' })
  expect(fresh.query('SELECT name FROM sqlite_schema', join(fresh.repository, 'data/new.db'))).toEqual([])

  await fresh.write('sql/2_bad.sql', 'CREATE TABLE seats (code TEXT)')
  const again = await fresh.release()
  expect(again.errors).toEqual([])
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '["1 first","2 bad"]', 'schema-version-after': '2 (2 bad)' })
})

test('a folder of SQL files is held to the rules of sqlx, and its table is the one sqlx makes', async () => {
  await using own = await startSqliteSystem({ migrate: 'sql: sql', rehearse: true })
  await own.write('sql/1_first.sql', 'CREATE TABLE seats (code TEXT)')
  expect((await own.release()).errors).toEqual([])
  const [row] = own.query(
    'SELECT version, description, success, hex(checksum) AS checksum, execution_time > 0 AS timed FROM _sqlx_migrations',
  )
  // SHA-384 of the file, by sha384sum.
  expect(row).toEqual({
    version: 1n,
    description: 'first',
    success: 1n,
    checksum: '0314FC9F140DF09982830AB1196A0A0CB373F9892237C489E94B1F7AD7DDACB78C2E2C2E74F5A133DF2B6D698E4AB5B1',
    timed: 1n,
  })

  await own.write('sql/1_first.sql', 'CREATE TABLE seats (code INTEGER)')
  await own.write('sql/V2__flyway.sql', 'SELECT 1')
  await own.write('sql/3_empty.sql', '-- nothing')
  await own.write('sql/4_ends.sql', 'CREATE TABLE more (id INTEGER); COMMIT')
  const run = await own.release({ id: '2' })
  expect(run.errors.map(({ title, file }) => [title, file])).toEqual([
    ['database/migration-name', 'sql/V2__flyway.sql'],
    ['database/migration-edited', 'sql/1_first.sql'],
    ['database/migration-text', 'sql/3_empty.sql'],
  ])
  await own.write('sql/1_first.sql', 'CREATE TABLE seats (code TEXT)')
  for (const name of ['V2__flyway.sql', '3_empty.sql']) await own.remove(`sql/${name}`)
  const ends = await own.release({ id: '3' })
  expect(ends.outputs).toMatchObject({ 'reason-code': 'sqlite/rehearsal-failed', changed: 'false' })
  expect(ends.errors[0]?.message).toContain('ends the transaction that the whole file runs in')
})

test('none of this has touched the database', () => {
  expect(dumpOf(system)).toBe(before)
})

/** The live file as one file: nothing of it in a log beside it. */
async function closedCopy(): Promise<string> {
  const path = join(system.repository, 'odd', 'whole.db')
  await rm(path, { force: true })
  system.query(`VACUUM INTO '${path}'`)
  return path
}
