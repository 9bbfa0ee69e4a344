import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { contentOf, type System, startSystem } from './system.ts'

/** A drill has the store, the key and an empty server: nothing of the one that the backup was taken on. */
let system: System
let empty: PostgresServer
let identity: string
let before: string

beforeAll(async () => {
  system = await startSystem()
  empty = await startPostgres()
  identity = await generateX25519Identity()
  await system.configure({ encryptTo: await identityToRecipient(identity), command: 'true' })
  before = await contentOf(system)
  expect((await system.release()).errors).toEqual([])
})
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await empty[Symbol.asyncDispose]()
})

test('the newest backup is restored on an empty server, compared, dropped, and its times are within the targets', async () => {
  const owner = await empty.createRole('app', { attributes: ['CREATEDB'] })
  const run = await drill({ 'age-identity': identity }, empty.urlOf({ database: 'traqora', role: owner }))

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'false', 'backup-path': 'backups/staging-1', 'verified-level': '4' })
  expect(Number(run.outputs['rto-ms'])).toBeGreaterThan(0)
  expect(Number(run.outputs['rpo-ms'])).toBeGreaterThan(0)
  expect(run.everythingItWrote).not.toContain(identity)
  expect(run.summary).toContain('target 24h')
  expect(await contentOf(system)).toBe(before)
})

test('a backup that is older than the target is red, however well it restores', async () => {
  const owner = await empty.createRole('app_of_old', { attributes: ['SUPERUSER'] })
  const path = join(system.repository, 'backups/staging-1/manifest.json')
  const manifest = await readFile(path, 'utf8')
  await writeFile(path, manifest.replace(/"takenAt": "[^"]+"/, '"takenAt": "2026-01-01T00:00:00.000Z"'))
  const run = await drill({ 'age-identity': identity }, empty.urlOf({ database: 'traqora', role: owner }))
  await writeFile(path, manifest)

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'database/backup-too-old', 'verified-level': '4' })
})

test.each([
  ['a server that lacks its locale', 'postgres/copy-not-made', /"collate": "[^"]+"/, '"collate": "tlh_QO.utf8"'],
  ['a file that leads out of its folder', 'database/nothing-to-drill', /"path": "toc/, '"path": "../staging-1/toc'],
])('a manifest with %s: %s', async (_, code, was, is) => {
  const path = join(system.repository, 'backups/staging-1/manifest.json')
  const manifest = await readFile(path, 'utf8')
  await writeFile(path, manifest.replace(was, is))
  const run = await drill({ 'age-identity': identity }, empty.urlOf({ database: 'traqora' }))
  await writeFile(path, manifest)
  expect(run.outputs['reason-code']).toBe(code)
})

test('without its key, and where there is no backup, a drill says so', async () => {
  const url = empty.urlOf({ database: 'traqora' })
  expect((await drill({}, url)).outputs['reason-code']).toBe('database/age-identity')
  expect((await drill({}, empty.urlOf({ database: 'another' }))).outputs['reason-code']).toBe('database/nothing-to-drill')
})

function drill(inputs: Readonly<Record<string, string>>, url: string) {
  return system.release({ id: '9', inputs: { mode: 'drill', ...inputs }, env: { DATABASE_URL: url } })
}
