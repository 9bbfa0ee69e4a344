import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { freePort } from '../../../local/services/ports.ts'
import { contentOf, type System, startSystem } from './system.ts'

let system: System
let before: string

beforeAll(async () => {
  system = await startSystem()
  before = await contentOf(system)
})
afterAll(async () => system[Symbol.asyncDispose]())

test('an unreachable server is told without any part of its address', async () => {
  const port = await freePort()
  const url = `postgres://somebody:a-password-of-theirs@127.0.0.1:${port}/traqora`
  const run = await system.release({ env: { DATABASE_URL: url } })

  expect(run.outputs['reason-code']).toBe('postgres/unreachable')
  expect(run.errors).toHaveLength(1)
  expect(run.everythingItWrote).not.toMatch(new RegExp(`somebody|a-password|${port}`))
})

test('a wrong password, a missing database and an unusable url are told apart', async () => {
  const wrong = await system.release({ env: { DATABASE_URL: system.url.replace(/:[^:@]+@/, ':not-the-password@') } })
  expect(wrong.outputs['reason-code']).toBe('postgres/wrong-password')
  expect(wrong.everythingItWrote).not.toContain('not-the-password')

  const missing = await system.release({ env: { DATABASE_URL: system.url.replace('/traqora', '/traqorra') } })
  expect(missing.outputs['reason-code']).toBe('postgres/database-missing')
  expect(missing.errors[0]).toMatchObject({ file: 'fairlead.yml', line: 4 })

  const malformed = await system.release({ env: { DATABASE_URL: 'postgres://app:half%escaped@127.0.0.1/traqora' } })
  expect(malformed.outputs['reason-code']).toBe('postgres/url-malformed')
  expect(malformed.everythingItWrote).not.toContain('half%escaped')
})

test('a database from which the server itself is looked after cannot be the one that is closed and renamed', async () => {
  const run = await system.release({ env: { DATABASE_URL: system.url.replace('/traqora', '/postgres') } })
  expect(run.outputs['reason-code']).toBe('postgres/maintenance-database')
  expect(run.errors[0]).toMatchObject({ file: 'fairlead.yml', line: 4 })
})

test('everything in the way is told at once, each at its place', async () => {
  const old = join(system.repository, 'old-client')
  await mkdir(old)
  for (const program of ['pg_dump', 'pg_restore']) {
    await writeFile(join(old, program), `#!/bin/sh\necho "${program} (PostgreSQL) 11.22"\n`)
    await chmod(join(old, program), 0o755)
  }
  await writeFile(join(system.repository, 'a-file'), '')
  await system.configure({ client: old, store: 'a-file/backups', encryptTo: 'age1nonsense' })
  const run = await system.release()
  await system.configure({})

  expect(run.errors.map(({ title, line }) => ({ title, line }))).toEqual([
    { title: 'postgres/client-major', line: 11 },
    { title: 'database/age-recipient', line: 9 },
    { title: 'database/store-not-writable', line: 7 },
  ])
  expect(run.errors[0]?.message).toContain('found: 11.22 in')
  expect(run.errors[0]?.message).toContain('postgresql-client-')
})

test('a role without CREATEDB that is not the owner learns both', async () => {
  const guest = await system.server.createRole('guest')
  const run = await system.release({ env: { DATABASE_URL: system.server.urlOf({ database: 'traqora', role: guest }) } })

  expect(run.errors.map(({ title }) => title)).toEqual(['postgres/role-lacks', 'postgres/role-lacks'])
  expect(run.errors[0]?.message).toContain('ALTER ROLE "guest" CREATEDB;')
})

test('what the role may not do beyond the least is said before anything starts, and is no obstacle', async () => {
  const least = await system.release({ inputs: { 'dry-run': 'true' } })
  expect(JSON.parse(least.outputs['capabilities'] ?? '')).toEqual({
    'see-other-sessions': false,
    'end-other-sessions': false,
    'carry-over-role-settings': false,
  })
  expect(least.summary).toContain('sessions of other roles cannot be ended (pg_signal_backend)')
  const superuser = system.server.urlOf({ database: 'traqora' })
  const most = await system.release({ inputs: { 'dry-run': 'true' }, env: { DATABASE_URL: superuser } })
  expect(Object.values(JSON.parse(most.outputs['capabilities'] ?? ''))).toEqual([true, true, true])
  expect(most.summary).not.toContain('may not do more')
})

test('a secret key in the place of a recipient is refused and not repeated', async () => {
  const secret = 'AGE-SECRET-KEY-1QQPQ8M0DP5XQKZ4WZ5WFNQC0WTWP7R3S8L0A0KJ7X6G9JY2J3H4ZS9X8V2Y'
  await system.configure({ encryptTo: secret })
  const run = await system.release()
  await system.configure({})

  expect(run.outputs['reason-code']).toBe('database/age-recipient')
  expect(run.everythingItWrote).not.toContain(secret)
})

test('a database that somebody else closed stays closed', async () => {
  await system.query('ALTER DATABASE traqora ALLOW_CONNECTIONS false', 'postgres')
  const run = await system.release()

  expect(run.outputs['reason-code']).toBe('postgres/database-closed')
  expect(await system.query("SELECT datallowconn AS open FROM pg_database WHERE datname = 'traqora'", 'postgres')).toEqual([
    { open: false },
  ])
  await system.query('ALTER DATABASE traqora ALLOW_CONNECTIONS true', 'postgres')
})

test('a variable without value is told before anything is backed up', async () => {
  await system.configure({ migrate: ', environment: { API_TOKEN: "${env.NOT_SET_HERE}" }' })
  const run = await system.release()
  await system.configure({})

  expect(run.outputs['reason-code']).toBe('config/reference-without-value')
})

test('none of this has touched the database', async () => {
  expect(await contentOf(system)).toBe(before)
  expect(await system.databases()).toEqual(['traqora'])
})
