import { expect, test } from '@jest/globals'
import { decideUndo, type KeptSituation } from '../../../src/actions/rollback/kept-decision.ts'
import { migratedSince } from '../../../src/actions/rollback/kept-facts.ts'
import type { Entry } from '../../../src/record/entry.ts'

const plain: KeptSituation = {
  live: 'swapped-in',
  kept: 'closed',
  keptUntil: '2026-12-03T09:00:00.000Z',
  migratedSince: null,
  rowsWritten: 3,
  leftClosed: false,
  written: [{ table: 'public.bookings', rows: 3 }],
  maxLostRows: 3,
  release: 'production-8412',
}

test.each<[string, Partial<KeptSituation>, string, string]>([
  ['within the limit', {}, 'revert', 'is as it was left'],
  ['done already, whatever else', { live: 'kept-one', kept: 'gone', rowsWritten: null }, 'none', 'live one already'],
  ['another database took the place', { live: 'another' }, 'hold', 'replaced since'],
  ['retired', { kept: 'gone' }, 'hold', 'kept until 2026-12-03'],
  ['opened by somebody', { kept: 'open' }, 'hold', 'takes connections'],
  ['built upon', { migratedSince: 'production-8413' }, 'hold', 'production-8413 has migrated'],
  ['over the limit', { maxLostRows: 2 }, 'hold', '3 rows were written since the swap and max-lost-rows is 2'],
  ['not counted', { rowsWritten: null }, 'hold', 'not known how many rows'],
  ['closed by a killed run: counted in the swap', { rowsWritten: null, leftClosed: true }, 'revert', 'is as it was left'],
  ['closed by a killed run, and retired', { rowsWritten: null, leftClosed: true, kept: 'gone' }, 'hold', 'not there any more'],
])('an undo is decided: %s', (_, changed, decision, because) => {
  const decided = decideUndo({ ...plain, ...changed })
  expect(decided).toMatchObject({ decision, steps: decision === 'revert' ? ['undo-swap'] : [] })
  expect(decided.because).toContain(because)
  if (decision === 'revert') expect(decided.loses[0]).toBe('at most 3 rows written since the swap (public.bookings 3)')
})

test('a release has migrated since a swap unless its migration left the database as it was', () => {
  const entry = (sequence: number, release: string, state: string | null) =>
    ({
      action: 'backup-and-migrate',
      kind: state === null ? 'begun' : 'ended',
      sequence,
      release,
      facts: state === null ? {} : { state },
    }) as unknown as Entry
  const since = (...entries: Entry[]) =>
    migratedSince([entry(1, 'a', null), entry(2, 'a', 'swapped-back'), ...entries], entry(2, 'a', 'swapped-back'))
  expect(since()).toBeNull()
  expect(since(entry(3, 'b', null), entry(4, 'b', 'unchanged'))).toBeNull()
  expect(since(entry(3, 'b', null), entry(4, 'b', 'unchanged'), entry(5, 'b', null))).toBe('b')
  expect(since(entry(3, 'b', null), entry(4, 'c', null), entry(5, 'b', 'unchanged'), entry(6, 'c', 'migrated'))).toBe('c')
})
