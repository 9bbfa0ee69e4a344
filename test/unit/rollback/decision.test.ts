import { expect, test } from '@jest/globals'
import { decideWayBack } from '../../../src/actions/rollback/decision.ts'
import type { Situation } from '../../../src/actions/rollback/situation.ts'

type Database = 'none' | 'unknown' | 'within' | 'over'
type Chain = 'untouched' | 'created' | 'upgraded' | 'stuck'
interface Case {
  readonly accepted: boolean
  readonly traffic: Situation['traffic']
  readonly old: Situation['old']
  readonly newRuns: boolean
  readonly schema: Situation['schema']
  readonly database: Database
  readonly chain: Chain
  readonly down: Situation['down']
}

/** research/traffic.md section 6, row by row: the first that fits decides. Steps in brackets happen where there is something to do. */
const oracle: readonly { readonly when: Partial<Record<keyof Case, unknown>>; readonly decides: string }[] = [
  { when: { accepted: true }, decides: 'none' },
  // No balancer: nobody knows who is on which schema, so nothing is moved blindly, and it is not told that nothing is in effect.
  { when: { traffic: 'untold', schema: 'unproved' }, decides: 'hold' },
  // Nowhere to go: no release before, or one that does not answer ("before switching TO a color, probe it").
  { when: { traffic: 'new', old: 'none' }, decides: 'hold' },
  { when: { traffic: 'new', old: 'down' }, decides: 'hold' },
  // K3, K4: no way back for the chain.
  { when: { chain: 'stuck' }, decides: 'hold' },
  // Soak after the switch, S0 and S1: users first.
  { when: { traffic: 'new', schema: ['unchanged', 'compatible'] }, decides: 'revert traffic [stop] [contracts]' },
  // S2 with down migrations that are proved: the rows stay, whatever was written.
  { when: { traffic: 'new', down: 'proved' }, decides: 'revert down traffic [stop] [contracts]' },
  { when: { traffic: 'old', old: 'down', schema: 'unproved', down: 'proved' }, decides: 'revert down [stop] [contracts]' },
  // Soak after the switch, S2: never blindly; the database goes back only within the limit, and before users do.
  { when: { traffic: 'new', database: 'within' }, decides: 'revert database traffic [stop] [contracts]' },
  { when: { traffic: 'new' }, decides: 'hold' },
  // Before the switch, S2, and the old color is broken by it.
  { when: { traffic: 'old', old: 'down', schema: 'unproved', database: 'within' }, decides: 'revert database [stop] [contracts]' },
  { when: { traffic: 'old', old: 'down', schema: 'unproved' }, decides: 'hold' },
  // Before the switch otherwise: traffic and schema stay, what was started ends.
  { when: {}, decides: 'undo [stop] [contracts]' },
]

const rows: Readonly<Record<Database, Pick<Situation, 'standby' | 'rowsAtRisk' | 'written' | 'walBytes' | 'maxLostRows'>>> = {
  none: { standby: 'gone', written: [], walBytes: null, rowsAtRisk: 0, maxLostRows: 10 },
  unknown: { standby: 'ready', written: [], walBytes: null, rowsAtRisk: null, maxLostRows: 10 },
  within: { standby: 'ready', written: [{ table: 'public.bookings', rows: 10 }], walBytes: 8192, rowsAtRisk: 10, maxLostRows: 10 },
  over: { standby: 'ready', written: [{ table: 'public.bookings', rows: 11 }], walBytes: 8192, rowsAtRisk: 11, maxLostRows: 10 },
}
const contracts: Readonly<Record<Chain, Pick<Situation, 'upgraded' | 'stuck' | 'created'>>> = {
  untouched: { upgraded: [], stuck: [], created: [] },
  created: { upgraded: [], stuck: [], created: ['loyalty'] },
  upgraded: { upgraded: ['booking'], stuck: [], created: [] },
  stuck: { upgraded: ['booking'], stuck: ['refund'], created: [] },
}

test('every situation is decided as the matrix says', () => {
  const cases = allCases()
  expect(cases.length).toBeGreaterThanOrEqual(200)
  for (const each of cases) {
    const { decision, steps } = decideWayBack(situationOf(each))
    expect({ ...each, decision, steps }).toEqual({ ...each, ...expected(each) })
  }
  console.log(`decision of the way back: ${cases.length} situations`)
})

test('whatever is held or given up is said with its reason', () => {
  for (const each of allCases()) {
    const { decision, because, loses, steps } = decideWayBack(situationOf(each))
    expect(because).not.toBe('')
    if (decision !== 'revert') expect(steps).toEqual([])
    if (steps.includes('database'))
      expect(loses).toContain(
        'at most 10 rows written since the backup (public.bookings 10; 8192 bytes of write-ahead log of the whole server)',
      )
    if (decision === 'revert' && each.chain === 'created') expect(loses).toContain('new contracts stay on the chain unused: loyalty')
  }
  const edited = decideWayBack(situationOf({ ...plain, database: 'over', schema: 'unproved', down: 'otherwise' }))
  expect(edited.because).toContain('its down migrations are not used')
  const held = decideWayBack(situationOf({ ...plain, database: 'over', schema: 'unproved' }))
  expect(held.because).toContain('11 rows were written since the backup and max-lost-rows is 10')
})

test('what was undone is not undone again', () => {
  expect(decideWayBack(situationOf({ ...plain, traffic: 'old', newRuns: false })).decision).toBe('none')
})

const plain: Case = {
  accepted: false,
  traffic: 'new',
  old: 'works',
  newRuns: true,
  schema: 'unchanged',
  database: 'none',
  chain: 'untouched',
  down: 'none',
}

function allCases(): Case[] {
  const flags = [false, true]
  const traffic = [
    ['new', 'works'],
    ['new', 'down'],
    ['new', 'none'],
    ['old', 'works'],
    ['old', 'down'],
    ['nobody', 'none'],
    ['untold', 'none'],
    ['untold', 'down'],
  ] as const
  const schemas = ['unchanged', 'compatible', 'unproved'] as const
  const databases = ['none', 'unknown', 'within', 'over'] as const
  const downs = ['none', 'proved', 'otherwise'] as const
  const chains = ['untouched', 'created', 'upgraded', 'stuck'] as const
  return flags.flatMap((accepted) =>
    traffic.flatMap(([where, old]) =>
      flags.flatMap((newRuns) =>
        schemas.flatMap((schema) =>
          databases.flatMap((database) =>
            chains.flatMap((chain) => downs.map((down) => ({ accepted, traffic: where, old, newRuns, schema, database, chain, down }))),
          ),
        ),
      ),
    ),
  )
}

function situationOf({ database, chain, ...rest }: Case): Situation {
  return { ...rest, leftClosed: false, cost: 'moments', ...rows[database], ...contracts[chain] }
}

function expected(each: Case): { decision: string; steps: string[] } {
  const row = oracle.find(({ when }) => Object.entries(when).every(([name, wanted]) => [wanted].flat().includes(each[name as keyof Case])))
  const [decision = '', ...steps] = (row?.decides ?? '').split(' ')
  const hasWork: Readonly<Record<string, boolean>> = { '[stop]': each.newRuns, '[contracts]': each.chain === 'upgraded' }
  const kept = steps.filter((step) => hasWork[step] ?? true).map((step) => step.replaceAll(/[[\]]/g, ''))
  return { decision: decision === 'undo' ? (kept.length > 0 ? 'revert' : 'none') : decision, steps: kept }
}
