import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { comparePlans, type Plan, planId } from '../../../src/core/plan.ts'

const plan: Plan = {
  steps: [{ id: 'upload token', bytes: 10 }, { id: 'create token' }],
  binding: { deployer: 'GABC' },
  fence: { sequence: '7' },
  done: [],
  wayBack: {},
  predicted: {},
  notes: { ledger: 100 },
}

test('the plan-id is the sha256 of the canonical JSON of what it covers', () => {
  const canonical =
    '[{"action":"deploy","binding":{"deployer":"GABC"},"fence":{"sequence":"7"},"steps":[{"bytes":10,"id":"upload token"},{"id":"create token"}]}]'
  expect(planId([{ action: 'deploy', plan }])).toBe(createHash('sha256').update(canonical).digest('hex'))
})

test('volatile notes and the order of keys do not move the plan-id, a covered fact does', () => {
  const id = planId([{ action: 'deploy', plan }])
  expect(planId([{ action: 'deploy', plan: { ...plan, notes: { ledger: 999 }, wayBack: { wasm: 'x' } } }])).toBe(id)
  expect(planId([{ action: 'deploy', plan: { ...plan, steps: [{ bytes: 10, id: 'upload token' }, { id: 'create token' }] } }])).toBe(id)
  expect(planId([{ action: 'deploy', plan: { ...plan, fence: { sequence: '8' } } }])).not.toBe(id)
})

test('the same plan is accepted whether it was begun or not', () => {
  expect(comparePlans({ approved: plan, fresh: plan, begun: false })).toBeNull()
  expect(comparePlans({ approved: plan, fresh: plan, begun: true })).toBeNull()
})

test('a begun plan goes on as its remainder when the target proves the missing steps done', () => {
  const remainder: Plan = { ...plan, steps: [{ id: 'create token' }], done: ['upload token'], fence: { sequence: '8' } }
  expect(comparePlans({ approved: plan, fresh: remainder, begun: true })).toBeNull()
})

test.each<[string, Partial<Plan>, boolean]>([
  ['a moved fence before it was begun', { fence: { sequence: '8' } }, false],
  ['a missing step that nothing proves done', { steps: [{ id: 'create token' }], done: [] }, true],
  ['a missing step in a plan never begun', { steps: [{ id: 'create token' }], done: ['upload token'] }, false],
  ['a new step', { steps: [...plan.steps, { id: 'upgrade booking' }] }, true],
  ['a changed step', { steps: [{ id: 'upload token', bytes: 11 }, { id: 'create token' }] }, true],
  ['another deployer', { binding: { deployer: 'GXYZ' } }, true],
])('%s is refused', (_, change, begun) => {
  expect(comparePlans({ approved: plan, fresh: { ...plan, ...change }, begun })).not.toBeNull()
})

test('property: a fresh plan with any step of its own is never accepted', () => {
  const step = fc.record({ id: fc.string({ minLength: 1 }), bytes: fc.nat() })
  fc.assert(
    fc.property(fc.uniqueArray(step, { selector: ({ id }) => id }), step, fc.boolean(), (steps, extra, begun) => {
      fc.pre(!steps.some(({ id, bytes }) => id === extra.id && bytes === extra.bytes))
      const approved = { ...plan, steps }
      return comparePlans({ approved, fresh: { ...approved, steps: [...steps, extra] }, begun }) !== null
    }),
  )
})
