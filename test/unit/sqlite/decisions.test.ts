import { expect, test } from '@jest/globals'
import { judgeSnapshot } from '../../../src/postgres/provider-snapshot/provider-snapshot-judge.ts'
import { type AfterFailure, wayBack } from '../../../src/sqlite/way-back.ts'

const failure: AfterFailure = {
  same: false,
  schemaSame: false,
  onlyOurs: false,
  atRisk: { rows: 3, text: 'bookings 3' },
  maxLostRows: 0,
  isAsked: false,
}
const nothingAtRisk = { rows: 0, text: '' }

test.each([
  ['the file is as before', { same: true }, { do: 'unchanged' }],
  ['nobody else committed', { onlyOurs: true }, { do: 'restore', lostRows: 0 }],
  ['every table is explained', { atRisk: nothingAtRisk }, { do: 'restore', lostRows: 0 }],
  ['the limit allows it', { maxLostRows: 3 }, { do: 'restore', lostRows: 3 }],
  ['one row too many', { maxLostRows: 2 }, { do: 'hold', because: expect.stringContaining('3 rows may have been written by others') }],
  [
    'only rows differ',
    { schemaSame: true, maxLostRows: 99 },
    { do: 'hold', because: expect.stringContaining('whose they are cannot be told') },
  ],
  ['only rows differ, and a person asked', { schemaSame: true, maxLostRows: 3, isAsked: true }, { do: 'restore', lostRows: 3 }],
  [
    'only rows differ, and a person asked for more than the limit',
    { schemaSame: true, maxLostRows: 2, isAsked: true },
    { do: 'hold', because: expect.stringContaining('sqlite.max-lost-rows is 2') },
  ],
] as const)('after a failed migration of a file: %s', (_, known, expected) => {
  expect(wayBack({ ...failure, ...known })).toEqual(expected)
})

const wanted = {
  id: 'snap-1',
  of: 'production',
  available: ['available'],
  failed: ['failed'],
  requestedAt: new Date('2026-11-26T10:00:00Z'),
}
const whole = { id: 'snap-1', status: 'available', created: '2026-11-26T10:00:30Z', database: 'production' }

test.each([
  ['is whole', whole, 'yes'],
  ['was timed by a clock a minute behind', { ...whole, created: '2026-11-26T09:59:00Z' }, 'yes'],
  ['is older', { ...whole, created: '2026-11-26T09:58:59Z' }, 'no'],
  ['is under way', { ...whole, status: 'creating', created: null }, 'not yet'],
  ['is in a state that nobody named', { ...whole, status: 'optimizing' }, 'not yet'],
  ['is under way and older already', { ...whole, status: 'creating', created: '2026-11-25T00:00:00Z' }, 'no'],
  ['failed', { ...whole, status: 'failed' }, 'no'],
  ['is of another database', { ...whole, database: 'staging' }, 'no'],
  ['is another one', { ...whole, id: 'snap-2' }, 'no'],
  ['has no time', { ...whole, created: null }, 'no'],
  ['has a time that is none', { ...whole, created: 'yesterday' }, 'no'],
] as const)('a snapshot of the provider that %s', (_, found, usable) => {
  expect(judgeSnapshot(found, wanted).usable).toBe(usable)
})
