import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type ProviderBehavior, providerKey, providerState, provideSnapshots } from './provider.ts'
import { contentOf, type System, startSystem } from './system.ts'

let system: System
let before: string
let releases = 0

beforeAll(async () => {
  system = await startSystem()
  await system.write('migrations/002_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  before = await contentOf(system)
})
beforeEach(() => rm(join(system.repository, 'provider.json'), { force: true }))
afterAll(async () => system[Symbol.asyncDispose]())

async function release(behavior: ProviderBehavior, { timeout, migrate = '' }: { timeout?: string; migrate?: string } = {}) {
  await system.configure({ more: await provideSnapshots(system, behavior, timeout), migrate })
  releases += 1
  return system.release({ id: String(releases), env: { PROVIDER_KEY: providerKey } })
}

test.each([
  ['refuses to take one', 'refuses', 'postgres/snapshot-command', 'it ended with 254'],
  ['refuses every look', 'refuses looks', 'postgres/snapshot-command', 'describe failed: it ended with 255'],
  ['fails while it takes one', 'fails', 'postgres/snapshot-not-usable', 'its status is "failed"'],
  ['gives one of before', 'stale', 'postgres/snapshot-not-usable', 'created at 2026-11-01T04:00:00.000Z, before it was asked for'],
  ['gives one of another database', 'foreign', 'postgres/snapshot-not-usable', 'it is of "traqora-staging"'],
  ['tells of another one', 'another', 'postgres/snapshot-not-usable', 'tells of another one, "rds:nightly"'],
  ['tells no time', 'timeless', 'postgres/snapshot-not-usable', 'tells no time'],
  ['prints garbage', 'garbage', 'postgres/snapshot-unreadable', 'it is no JSON object'],
] as const)('a provider that %s stops the release before the first statement', async (_, behavior, code, text) => {
  const run = await release(behavior)

  expect(run.outputs).toMatchObject({ verdict: 'error', 'reason-code': code })
  expect(run.errors[0]?.message).toContain(text)
  expect(run.everythingItWrote).not.toContain(providerKey)
  expect(await contentOf(system)).toBe(before)
})

test.each(['hangs', 'slow'] as const)('a provider that is too slow (%s) stops it too, in time', async (behavior) => {
  const run = await release(behavior, { timeout: '2s' })

  expect(run.outputs['reason-code']).toBe(behavior === 'hangs' ? 'postgres/snapshot-command' : 'postgres/snapshot-too-slow')
  expect(run.errors[0]?.message).toMatch(behavior === 'hangs' ? /took too long/ : /its status is "creating"/)
  expect(run.seconds).toBeLessThan(40)
  expect(await contentOf(system)).toBe(before)
})

test('a snapshot that was asked for is not asked for a second time by the next attempt', async () => {
  const slow = await release('slow', { timeout: '2s' })
  const [asked] = Object.keys((await providerState(system)).snapshots)
  await system.configure({ more: await provideSnapshots(system, 'works'), migrate: ', lock-timeout: 100ms' })
  const again = await system.release({ id: String(releases), env: { PROVIDER_KEY: providerKey } })

  expect(slow.outputs['reason-code']).toBe('postgres/snapshot-too-slow')
  expect(again.errors).toEqual([])
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'snapshot-id': asked, applied: '["2 seats"]' })
  expect(Object.keys((await providerState(system)).snapshots)).toEqual([asked])
})

test('a snapshot that failed is not judged for ever: the next attempt of the release asks for another one', async () => {
  const failed = await release('fails')
  await system.configure({ more: await provideSnapshots(system, 'works'), migrate: '' })
  const again = await system.release({ id: String(releases), env: { PROVIDER_KEY: providerKey } })

  expect(failed.outputs['reason-code']).toBe('postgres/snapshot-not-usable')
  expect(again.errors).toEqual([])
  const asked = Object.keys((await providerState(system)).snapshots)
  expect(asked).toHaveLength(2)
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'snapshot-id': asked[1] })
})

test('a snapshot that is whole lets the release go on; its id is told and recorded, and its commands saw no other secret', async () => {
  const run = await release('works')

  expect(run.errors).toEqual([])
  const { snapshots, environments } = await providerState(system)
  const [id = ''] = Object.keys(snapshots)
  expect(id).toMatch(new RegExp(`^fairlead-staging-${releases}-[0-9a-f]{8}$`))
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'snapshot-id': id })
  expect(run.summary).toContain('restore it in the console of the provider')
  const record = await recordText()
  expect(record).toContain(`"id":"${id}"`)
  expect(record).not.toContain(providerKey)
  expect(environments.length).toBeGreaterThanOrEqual(4)
  for (const environment of environments) {
    expect(environment['PROVIDER_KEY']).toBe(providerKey)
    expect(Object.keys(environment).filter((name) => /^(INPUT_|GITHUB_|DATABASE_URL|PG)/.test(name))).toEqual([])
    expect(Object.values(environment).filter((value) => value.includes(system.owner.password))).toEqual([])
  }
  expect(run.everythingItWrote).not.toContain(providerKey)
})

test('a provider that falters for two looks is asked again', async () => {
  const run = await release('falters')

  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ verdict: 'pass' })
  expect(run.log).toContain('could not be looked at, tried again: An error occurred (Throttling)')
})

async function recordText(): Promise<string> {
  const folder = join(system.repository, '.fairlead', 'record')
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return (await Promise.all(entries.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))).join('\n').replaceAll(': ', ':')
}
