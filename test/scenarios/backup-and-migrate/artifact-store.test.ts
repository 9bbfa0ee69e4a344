import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { type ArtifactService, type RunOfService, startArtifactService } from '../../support/artifact-service.ts'
import type { ActionRun } from '../../support/run-action.ts'
import { dumpOf, startSqliteSystem } from './sqlite-system.ts'
import { contentOf, type System, startSystem } from './system.ts'

/** Backups as artifacts of GitHub Actions. */
let system: System
let service: ArtifactService
let identity: string
let encryptTo: string
let lastId = 0

beforeAll(async () => {
  system = await startSystem()
  identity = await generateX25519Identity()
  encryptTo = await identityToRecipient(identity)
})
beforeEach(async () => {
  service = await startArtifactService()
  await system.configure({ artifact: 'retention-days: 90', encryptTo })
})
afterEach(async () => {
  const { complaints } = service
  await service[Symbol.asyncDispose]()
  expect(complaints).toEqual([])
})
afterAll(async () => system[Symbol.asyncDispose]())

test('a backup goes up in artifacts, is read back and proved; another run drills it, and no secret of the runner shows', async () => {
  await system.query(
    `CREATE TABLE scans AS SELECT string_agg(decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), '') AS scan FROM generate_series(1, 700000)`,
  )
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  await system.configure({ artifact: 'retention-days: 90', encryptTo, command: 'env > seen-by-command; node migrate.mjs' })
  const before = await contentOf(system)
  const run = service.newRun()
  const id = nextId()
  const released = await release(run, { id })

  expect(released.errors).toEqual([])
  expect(released.outputs).toMatchObject({
    verdict: 'pass',
    'verified-level': '4',
    'backup-path': `artifact://fairlead-backup/staging-${id}`,
  })
  expect(await contentOf(system, released.outputs['standby-database'])).toBe(before)
  const names = service.artifacts.map(({ name }) => name)
  const files = names.filter((name) => name.endsWith('.age'))
  expect(files.length).toBeGreaterThan(3)
  const start = `fairlead-backup~staging-${id}~`
  expect(names.slice(files.length)).toEqual([
    `${start}manifest.json`,
    `${start}verified.json`,
    `${start}migration.json`,
    `${start}migration.json~2`,
  ])
  expect(names.slice(0, files.length)).toEqual(files)
  expect(Math.max(...service.artifacts.map(({ blocks }) => blocks))).toBeGreaterThan(1)
  for (const { name, content, expiresAt } of service.artifacts) {
    if (name.endsWith('.age')) expect(content.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
    // The repository allows 30 days, which is less than was asked for.
    expect((Date.parse(expiresAt ?? '') - Date.now()) / 86_400_000).toBeCloseTo(30, 1)
  }

  expect(released.masks).toContain(run.token)
  const written = [released.everythingItWrote, ...(await filesOf(system.repository))].join('\n')
  expect(written).toContain('DATABASE_URL=')
  for (const secret of [run.token, run.token.split('.')[2] ?? '', ...service.signatures]) expect(written.includes(secret)).toBe(false)
  expect(service.signatures.length).toBe(names.length)

  // More than one page of the list lies before the backup.
  service.addOthers(150)
  const runRequests = service.requests.length
  await using empty = await startPostgres()
  const drilled = await drill(empty, { run: service.newRun() })
  expect(drilled.errors).toEqual([])
  expect(drilled.outputs).toMatchObject({
    verdict: 'pass',
    'backup-path': `artifact://fairlead-backup/staging-${id}`,
    'verified-level': '4',
  })
  const calls = service.requests.slice(runRequests)
  expect(calls.filter((call) => /^GET \/actions\/artifacts\/\d+\/zip 302$/.test(call)).length).toBeGreaterThan(files.length)
  expect(calls.filter((call) => call.includes('GetSignedArtifactURL'))).toEqual([])

  service.expire(/manifest\.json$/)
  expect((await drill(empty, { run: service.newRun(), role: 'app_of_later' })).outputs['reason-code']).toBe('database/nothing-to-drill')
  await system.query('DROP TABLE scans')
})

test('another attempt of the release finds the migration done, by what the first attempt left', async () => {
  const id = nextId()
  await system.write('migrations/003_gates.sql', 'ALTER TABLE flights ADD COLUMN gate text')
  expect((await release(service.newRun(), { id })).errors).toEqual([])
  const artifacts = service.artifacts.length
  const again = await release(service.newRun(), { id })

  expect(again.errors).toEqual([])
  expect(again.outputs).toMatchObject({ verdict: 'pass', changed: 'false' })
  expect(service.artifacts.length).toBe(artifacts)
})

test('what is older than keep is deleted where the token may; where it may not, it is said to be gone, and the release goes on', async () => {
  const [first, second, third] = [nextId(), nextId(), nextId()]
  expect((await release(service.newRun(), { id: first })).errors).toEqual([])
  await system.configure({ artifact: '', encryptTo, keep: '1ms' })
  const limited = await release(service.newRun(), { id: second })

  expect(limited.errors).toEqual([])
  const ofFirst = () => service.artifacts.filter(({ name }) => name.includes(`~staging-${first}~`)).map(({ name }) => name.split('~')[2])
  expect(ofFirst()).toContain('manifest.json')
  expect(ofFirst().at(-1)).toBe('.removed')
  await using empty = await startPostgres()
  const drilled = await drill(empty, { run: service.newRun() })
  expect(drilled.outputs['backup-path']).toBe(`artifact://fairlead-backup/staging-${second}`)

  const free = await release(service.newRun(), { id: third, token: service.issueToken('write') })
  expect(free.errors).toEqual([])
  expect(service.artifacts.filter(({ name }) => name.includes(`~staging-${second}~`))).toEqual([])
})

test('a plain backup, a public repository and a visibility that nobody tells are refused before anything goes up', async () => {
  await system.configure({ artifact: '' })
  service.setVisibility('public')
  const open = await release(service.newRun())
  expect(open.exitCode).toBe(1)
  expect(open.errors.map(({ title, file, line }) => ({ title, file, line }))).toEqual([
    { title: 'database/artifacts-unencrypted', file: 'fairlead.yml', line: 7 },
    { title: 'database/artifacts-public', file: 'fairlead.yml', line: 7 },
  ])

  await system.configure({ artifact: '', encryptTo })
  service.setVisibility('unknown')
  const unknown = await release(service.newRun())
  expect(unknown.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'database/artifacts-visibility-unknown' })
  service.setVisibility('private')
  const blind = await release(service.newRun(), { token: '' })
  expect(blind.outputs['reason-code']).toBe('database/artifacts-visibility-unknown')
  const narrow = await release(service.newRun(), { token: service.issueToken('none') })
  expect(narrow.outputs['reason-code']).toBe('database/store-not-writable')
  expect(narrow.errors[0]?.message).toContain('list artifacts (actions: read): 403 Resource not accessible by integration')
  expect(service.artifacts).toEqual([])
})

test('outside of GitHub Actions, and with a token that names no run, the store says where it works', async () => {
  const run = service.newRun()
  const outside = await release({ ...run, env: { GITHUB_API_URL: service.url } })
  expect(outside.errors).toEqual([expect.objectContaining({ title: 'database/artifacts-outside-actions', file: 'fairlead.yml', line: 7 })])
  const odd = await release({ ...run, env: { ...run.env, ACTIONS_RUNTIME_TOKEN: 'not-a-token-of-a-run' } })
  expect(odd.outputs['reason-code']).toBe('database/artifacts-outside-actions')
  expect(odd.everythingItWrote).not.toContain('not-a-token-of-a-run')
})

test('an artifact that does not read back as it was written ends the release before its migration', async () => {
  service.spoil(/toc\.dat\.age$/)
  await system.write('migrations/004_crew.sql', 'ALTER TABLE flights ADD COLUMN crew text')
  const run = await release(service.newRun())

  expect(run.outputs['reason-code']).toBe('database/stored-otherwise')
  expect(await system.databases()).not.toContain('traqora_restoring')
  expect(await system.query("SELECT FROM information_schema.columns WHERE column_name = 'crew'")).toEqual([])
  await system.remove('migrations/004_crew.sql')
})

test('answers of the service that are lost are settled: an upload begun twice takes another name, a finished one is found', async () => {
  service.loseAnswer('CreateArtifact')
  service.loseAnswer('FinalizeArtifact')
  const id = nextId()
  const run = await release(service.newRun(), { id })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '4' })
  expect(service.requests).toContain('POST CreateArtifact 409')
  expect(service.requests).toContain('POST FinalizeArtifact 404')
  expect(service.artifacts[0]?.name).toMatch(/\.age~2$/)
})

test('a SQLite file goes the same way, and its copy is proved by what came back', async () => {
  await using sqlite = await startSqliteSystem({ store: 'artifact: { name: files }', encryptTo })
  const before = dumpOf(sqlite)
  await sqlite.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats INTEGER')
  const run = await sqlite.release({ env: service.newRun().env, inputs: { 'github-token': service.issueToken('read') } })

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'verified-level': '4', 'backup-path': 'artifact://files/staging-1' })
  expect(dumpOf(sqlite, run.outputs['standby-database'])).toBe(before)
  expect(service.artifacts[0]?.name).toMatch(/^files~staging-1~.+\.age$/)
})

function nextId(): string {
  lastId += 1
  return String(lastId)
}

function release(
  { env }: Pick<RunOfService, 'env'>,
  { id = nextId(), token = service.issueToken('read') }: { id?: string; token?: string } = {},
): Promise<ActionRun> {
  return system.release({ id, env, inputs: { 'github-token': token } })
}

/** On an empty server, by a run that has made none of the artifacts. */
async function drill(empty: PostgresServer, { run, role = 'app' }: { run: RunOfService; role?: string }): Promise<ActionRun> {
  const owner = await empty.createRole(role, { attributes: ['CREATEDB'] })
  return system.release({
    id: '9999',
    inputs: { mode: 'drill', 'age-identity': identity, 'github-token': service.issueToken('read') },
    env: { ...run.env, DATABASE_URL: empty.urlOf({ database: 'traqora', role: owner }) },
  })
}

/** With what the record holds and the command saw, which is removed. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
  const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
  await rm(join(folder, 'seen-by-command'))
  return texts
}
