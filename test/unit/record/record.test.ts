import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { directoryStore } from '../../../src/record/directory-store.ts'
import type { Entry } from '../../../src/record/entry.ts'
import { historyOf } from '../../../src/record/history.ts'
import { openRecord } from '../../../src/record/record.ts'

type Draft = Omit<Entry, 'schema' | 'sequence' | 'previous'>

function draft(change: Partial<Draft> = {}): Draft {
  return {
    time: '2026-11-24T00:00:00.000Z',
    system: 'traqora',
    environment: 'production',
    release: 'production-1',
    attempt: 1,
    commit: 'c0ffee',
    action: 'deploy-soroban-contracts',
    kind: 'begun',
    planId: null,
    plan: null,
    verdict: null,
    reasonCode: null,
    changed: null,
    outputs: {},
    facts: {},
    wayBack: {},
    durationMs: null,
    actor: 'releaser',
    ...change,
  }
}

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'fairlead-record-'))
}

test('entries come back in order, each naming the hash of the one before', async () => {
  const place = await folder()
  const record = await openRecord(directoryStore(place))
  await record.append(draft())
  await record.append(draft({ kind: 'ended', verdict: 'pass' }))
  const again = await openRecord(directoryStore(place))
  expect(again.entries.map(({ sequence, kind }) => [sequence, kind])).toEqual([
    [1, 'begun'],
    [2, 'ended'],
  ])
  expect(again.entries[0]?.previous).toBeNull()
  expect(again.entries[1]?.previous).toMatch(/^[0-9a-f]{64}$/)
  expect(again.head).toBe(record.head)
})

test.each<[string, (place: string) => Promise<void>, string]>([
  [
    'an edited entry',
    async (place) =>
      writeFile(join(place, '00000001.json'), (await readFile(join(place, '00000001.json'), 'utf8')).replace('c0ffee', 'decaf0')),
    '00000002.json',
  ],
  ['a missing entry', async (place) => rm(join(place, '00000002.json')), '00000003.json'],
  ['a truncated entry', async (place) => writeFile(join(place, '00000003.json'), '{"schema": 1, "sequ'), '00000003.json'],
  ['an empty entry', async (place) => writeFile(join(place, '00000002.json'), ''), '00000002.json'],
])('%s is found, and the first entry that does not fit is named', async (_, spoil, named) => {
  const place = await folder()
  const record = await openRecord(directoryStore(place))
  for (const kind of ['planned', 'begun', 'ended'] as const) await record.append(draft({ kind }))
  await spoil(place)
  await expect(openRecord(directoryStore(place))).rejects.toMatchObject({
    code: 'record/broken-chain',
    message: expect.stringContaining(named),
  })
})

test('of two writers of one place one wins, the other is told and wrote nothing', async () => {
  const place = await folder()
  const [one, other] = await Promise.all([openRecord(directoryStore(place)), openRecord(directoryStore(place))])
  const results = await Promise.allSettled([one.append(draft({ actor: 'one' })), other.append(draft({ actor: 'other' }))])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'record/lost-race' } })
  expect(await readdir(place)).toEqual(['00000001.json'])
})

test('eight processes that append at once all get in, one after the other, and the chain holds', async () => {
  const place = await folder()
  const script = `
    import { directoryStore } from '${join(import.meta.dirname, '../../../src/record/directory-store.ts')}'
    import { openRecord } from '${join(import.meta.dirname, '../../../src/record/record.ts')}'
    const record = await openRecord(directoryStore(process.argv[1]))
    for (let count = 0; count < 5; count += 1) await record.append({ ...JSON.parse(process.argv[2]), actor: process.argv[3] }, { retry: true })
  `
  const node = process.execPath
  await Promise.all(
    Array.from({ length: 8 }, (_, writer) =>
      promisify(execFile)(node, ['--input-type=module', '-e', script, place, JSON.stringify(draft()), `writer ${writer}`]),
    ),
  )
  const record = await openRecord(directoryStore(place))
  expect(record.entries).toHaveLength(40)
  expect(new Set(record.entries.map(({ actor }) => actor)).size).toBe(8)
})

test('a draft that an interrupted append left behind changes nothing', async () => {
  const place = await folder()
  const record = await openRecord(directoryStore(place))
  await record.append(draft())
  await writeFile(join(place, '.draft-dead'), '{"half')
  const again = await openRecord(directoryStore(place))
  await again.append(draft({ kind: 'ended' }))
  expect((await openRecord(directoryStore(place))).entries).toHaveLength(2)
})

test('a folder that is a file is told as unreachable', async () => {
  const place = join(await folder(), 'file')
  await writeFile(place, '')
  await expect(openRecord(directoryStore(place))).rejects.toMatchObject({ code: 'record/unreachable' })
})

test('history: outputs of the newest ended, else what the newest plan predicted; the last accepted release besides this one', () => {
  const entry = (change: Partial<Entry>): Entry => ({ schema: 1, sequence: 1, previous: null, ...draft(), ...change })
  const plan = { steps: [], binding: {}, fence: {}, done: [], wayBack: {}, predicted: { 'contract-ids': { token: 'CPLANNED' } }, notes: {} }
  const planned = entry({ kind: 'planned', plan })
  const ended = entry({ kind: 'ended', outputs: { 'contract-ids': { token: 'CREAL' } } })
  expect(historyOf([planned]).outputsOf('deploy-soroban-contracts', 'production-1')).toEqual({ 'contract-ids': { token: 'CPLANNED' } })
  expect(historyOf([planned, ended]).outputsOf('deploy-soroban-contracts', 'production-1')).toEqual({ 'contract-ids': { token: 'CREAL' } })
  expect(historyOf([planned]).outputsOf('health-check', 'production-1')).toEqual({})
  const accepted = [entry({ kind: 'accepted', release: 'production-1' }), entry({ kind: 'accepted', release: 'production-2' })]
  expect(historyOf(accepted).lastAccepted('production-2')?.release).toBe('production-1')
  expect(historyOf(accepted).lastAccepted('production-3')?.release).toBe('production-2')
  expect(historyOf([]).lastAccepted('production-1')).toBeNull()
})

test('history: an earlier attempt does not answer for a later one that only planned, or that gave nothing', () => {
  const entry = (change: Partial<Entry>): Entry => ({ schema: 1, sequence: 1, previous: null, ...draft(), ...change })
  const predicting = (token: string) => ({
    plan: { steps: [], binding: {}, fence: {}, done: [], wayBack: {}, predicted: { 'contract-ids': { token } }, notes: {} },
  })
  const first = [
    entry({ kind: 'begun', ...predicting('CFIRST') }),
    entry({ kind: 'ended', plan: null, outputs: { 'contract-ids': { token: 'CFIRST' } } }),
  ]
  const planned = entry({ kind: 'planned', attempt: 2, ...predicting('CSECOND') })
  const begun = entry({ kind: 'begun', attempt: 2, ...predicting('CSECOND') })
  const failed = entry({ kind: 'ended', attempt: 2, plan: null, outputs: {} })
  const idOf = (...later: Entry[]) => historyOf([...first, ...later]).outputsOf('deploy-soroban-contracts', 'production-1')
  expect(idOf()).toEqual({ 'contract-ids': { token: 'CFIRST' } })
  expect(idOf(planned)).toEqual({ 'contract-ids': { token: 'CSECOND' } })
  expect(idOf(begun, failed)).toEqual({ 'contract-ids': { token: 'CSECOND' } })
})
