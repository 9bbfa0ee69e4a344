import { expect, test } from '@jest/globals'
import { activeReleaseOf } from '../../../src/actions/health-check/target.ts'
import type { Entry } from '../../../src/record/entry.ts'
import { historyOf } from '../../../src/record/history.ts'

const release = { id: 'production-2', commit: 'new', attempt: 1, directory: '/srv/2', copy: [] }

function entry(fields: Partial<Entry>): Entry {
  return {
    schema: 1,
    sequence: 1,
    previous: null,
    time: '',
    system: 'demo',
    environment: 'production',
    release: 'production-1',
    attempt: 1,
    commit: 'old',
    action: 'blue-green-switch',
    kind: 'ended',
    planId: null,
    plan: null,
    verdict: null,
    reasonCode: null,
    changed: null,
    outputs: {},
    facts: {},
    wayBack: {},
    durationMs: null,
    actor: '',
    ...fields,
  }
}

const accepted = entry({ kind: 'accepted' })
const begun = entry({
  kind: 'begun',
  release: 'production-2',
  commit: 'new',
  wayBack: { from: 'blue', to: 'green', release: 'production-1' },
})

test('before the first release nothing is active', () => {
  expect(activeReleaseOf({ history: historyOf([]), release, color: 'blue' })).toBeNull()
})

test('until the switch users are on the last accepted release', () => {
  expect(activeReleaseOf({ history: historyOf([accepted]), release, color: 'blue' })).toEqual({ release: 'production-1', commit: 'old' })
  expect(activeReleaseOf({ history: historyOf([accepted, begun]), release, color: 'blue' })).toEqual({
    release: 'production-1',
    commit: 'old',
  })
})

test('a run that comes again after the switch finds its own release active', () => {
  expect(activeReleaseOf({ history: historyOf([accepted, begun]), release, color: 'green' })).toEqual({
    release: 'production-2',
    commit: 'new',
  })
})
