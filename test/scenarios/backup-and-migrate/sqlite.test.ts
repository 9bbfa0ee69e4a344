import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { dumpOf, type SqliteSystem, startSqliteSystem } from './sqlite-system.ts'

let system: SqliteSystem
let before: string

beforeAll(async () => {
  system = await startSqliteSystem()
  await system.write(
    'migrations/002_seats.sql',
    "ALTER TABLE flights ADD COLUMN seats INTEGER DEFAULT 180; UPDATE flights SET seats = 20 WHERE code > 'TQ5'",
  )
  before = dumpOf(system)
})
afterAll(async () => system[Symbol.asyncDispose]())

test('a dry run plans the backup, its proof and the migration, and changes nothing', async () => {
  const run = await system.release({ inputs: { 'dry-run': 'true' } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ 'backup-path': 'backups/staging-1', changed: 'false', 'schema-version-before': '1 (1 first)' })
  expect(run.summary).toMatch(/data\/traqora\.db on SQLite 3\.\d+/)
  expect(dumpOf(system)).toBe(before)
  expect(await readdir(join(system.repository, 'data'))).toEqual(['traqora.db'])
})

test('migrates with the approved plan, and the standby holds every row from before', async () => {
  const approved = await system.release({ inputs: { 'dry-run': 'true' } })
  const run = await system.release({ inputs: { 'plan-id': approved.outputs['plan-id'] ?? '' } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({
    verdict: 'pass',
    changed: 'true',
    'plan-id': approved.outputs['plan-id'],
    'verified-level': '4',
    'standby-database': `${system.file}.standby-staging-1`,
    'schema-version-before': '1 (1 first)',
    'schema-version-after': '2 (2 seats)',
    'schema-compatible': 'unknown',
    applied: '["2 seats"]',
  })
  expect(dumpOf(system, run.outputs['standby-database'])).toBe(before)
  expect(dumpOf(system, join(system.repository, 'backups/staging-1/database.sqlite'))).toBe(before)
  expect(system.query('SELECT count(*) AS rows FROM flights WHERE seats IS NOT NULL')).toEqual([{ rows: 200n }])
  expect((await stat(join(system.repository, 'backups/staging-1/database.sqlite'))).mode & 0o077).toBe(0)
})

test('a second run of the release finds all done and gives the same outputs', async () => {
  const first = JSON.parse(await readFile(join(system.repository, '.fairlead/results/staging-1/backup-and-migrate.json'), 'utf8'))
  const again = await system.release()

  expect(again.outputs).toMatchObject({
    verdict: 'pass',
    changed: 'false',
    applied: '["2 seats"]',
    'backup-sha256': first.outputs['backup-sha256'],
  })
})

test('another release with nothing to apply is compatible with the one before', async () => {
  const run = await system.release({ id: '2' })

  expect(run.outputs).toMatchObject({ verdict: 'pass', applied: '[]', 'schema-compatible': 'true', 'schema-version-after': '2 (2 seats)' })
})

test('an encrypted backup opens with the secret key alone, and is the database it was taken of', async () => {
  const identity = await generateX25519Identity()
  await system.configure({ encryptTo: await identityToRecipient(identity) })
  const content = dumpOf(system)
  const run = await system.release({ id: '3' })

  expect(run.errors).toEqual([])
  const bytes = await readFile(join(system.repository, 'backups/staging-3/database.sqlite.age'))
  expect(bytes.includes('SQLite format 3')).toBe(false)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  await writeFile(join(system.repository, 'opened.db'), await decrypter.decrypt(bytes))
  expect(dumpOf(system, join(system.repository, 'opened.db'))).toBe(content)

  const drilled = await system.release({ id: '9', inputs: { mode: 'drill', 'age-identity': identity } })
  expect(drilled.errors).toEqual([])
  expect(drilled.outputs).toMatchObject({ verdict: 'pass', changed: 'false', 'backup-path': 'backups/staging-3', 'verified-level': '4' })
  expect(drilled.everythingItWrote).not.toContain(identity)
  const wrong = await system.release({ id: '9', inputs: { mode: 'drill', 'age-identity': await generateX25519Identity() } })
  expect(wrong.outputs['reason-code']).toBe('database/age-identity')
})

test('backups and copies of earlier releases go after their time; those of this one stay', async () => {
  await system.configure({ keep: '1ms' })
  await copyFile(system.file, `${system.file}.failed-staging-3`)
  const run = await system.release({ id: '4' })

  expect(run.errors).toEqual([])
  expect(await readdir(join(system.repository, 'backups'))).toEqual(['staging-4'])
  expect((await readdir(join(system.repository, 'data'))).filter((name) => name.includes('standby'))).toEqual([
    'traqora.db.standby-staging-4',
  ])
  expect((await readdir(join(system.repository, 'data'))).filter((name) => name.includes('failed'))).toEqual([])
})
