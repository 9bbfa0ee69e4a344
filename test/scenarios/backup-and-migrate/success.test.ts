import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { contentOf, type System, startSystem } from './system.ts'

const execute = promisify(execFile)
let system: System
let before: string

beforeAll(async () => {
  system = await startSystem()
  await system.write(
    'migrations/002_seats.sql',
    'ALTER TABLE flights ADD COLUMN seats integer DEFAULT 180; UPDATE flights SET seats = 20 WHERE code > $$TQ5$$',
  )
  before = await contentOf(system)
})
afterAll(async () => system[Symbol.asyncDispose]())

test('a dry run plans the backup, its proof and the migration, and changes nothing', async () => {
  const run = await system.release({ inputs: { 'dry-run': 'true' } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({
    'backup-path': 'backups/staging-1',
    'standby-database': 'traqora_standby_staging_1',
    changed: 'false',
  })
  expect(run.outputs['schema-version-before']).toBe('1 (1 first)')
  expect(await contentOf(system)).toBe(before)
  expect(await system.databases()).toEqual(['traqora'])
  await expect(stat(join(system.repository, 'backups'))).rejects.toThrow('ENOENT')
})

test('migrates with the approved plan, and the standby database holds every row from before', async () => {
  const approved = await system.release({ inputs: { 'dry-run': 'true' } })
  const run = await system.release({ inputs: { 'plan-id': approved.outputs['plan-id'] ?? '' } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({
    verdict: 'pass',
    changed: 'true',
    'plan-id': approved.outputs['plan-id'],
    'verified-level': '4',
    'schema-version-before': '1 (1 first)',
    'schema-version-after': '2 (2 seats)',
    'schema-compatible': 'unknown',
    applied: '["2 seats"]',
  })
  expect(await contentOf(system, 'traqora_standby_staging_1')).toBe(before)
  expect(await system.query('SELECT count(*)::int AS rows FROM flights WHERE seats IS NOT NULL')).toEqual([{ rows: 200 }])
  // 0700 and 0600: the archive is not encrypted here.
  const folder = join(system.repository, 'backups', 'staging-1')
  expect((await stat(folder)).mode & 0o077).toBe(0)
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
})

test('a second run of the release finds all done and gives the same outputs', async () => {
  const first = JSON.parse((await readFile(join(system.repository, '.fairlead/results/staging-1/backup-and-migrate.json'), 'utf8')) || '{}')
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

test('an encrypted backup opens with the secret key alone, and restores to the database it was taken of', async () => {
  const identity = await generateX25519Identity()
  await system.configure({ encryptTo: await identityToRecipient(identity) })
  const content = await contentOf(system)
  const run = await system.release({ id: '3' })

  expect(run.errors).toEqual([])
  const stored = join(system.repository, run.outputs['backup-path'] ?? '')
  const opened = await mkdtemp(join(system.repository, 'opened-'))
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const encrypted = (await readdir(stored)).filter((name) => name.endsWith('.age'))
  expect(encrypted.length).toBeGreaterThan(3)
  for (const name of encrypted) {
    const bytes = await readFile(join(stored, name))
    expect(bytes.includes('PGDMP')).toBe(false)
    await writeFile(join(opened, name.replace(/\.age$/, '')), await decrypter.decrypt(bytes))
  }
  await system.query('CREATE DATABASE opened', 'postgres')
  await execute(join(system.server.bin, 'pg_restore'), ['--exit-on-error', '--dbname', 'opened', opened], {
    env: { PGHOST: '127.0.0.1', PGPORT: String(system.server.port), PGUSER: system.owner.name, PGPASSWORD: system.owner.password },
  })
  expect(await contentOf(system, 'opened')).toBe(content)
  await rm(opened, { recursive: true })
})

test('backups and standby databases of earlier releases go after their time; those of this one stay', async () => {
  await system.configure({ keep: '1ms' })
  const run = await system.release({ id: '4' })

  expect(run.errors).toEqual([])
  expect(await readdir(join(system.repository, 'backups'))).toEqual(['staging-4'])
  expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_4'])
})

test('a migration that is done stays done when its backup cannot be told so, and the next attempt finds it so', async () => {
  await system.configure({ command: 'mkdir -p backups/staging-5/migration.json.draft' })
  const run = await system.release({ id: '5' })

  expect(run.errors).toEqual([])
  expect(run.outputs['verdict']).toBe('pass')
  expect(run.log).toContain('::warning title=database/not-settled')
  await rm(join(system.repository, 'backups', 'staging-5', 'migration.json.draft'), { recursive: true })
  const again = await system.release({ id: '5' })
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'backup-sha256': run.outputs['backup-sha256'] })
})
