import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { roundsOf } from '../../../src/soroban/collecting/signing-rounds.ts'
import type { OrderedStep } from '../../../src/soroban/plan/order.ts'
import { neededWeight, pickSigners } from '../../../src/soroban/signers/account-signers.ts'

const names = ['A', 'B', 'C', 'D', 'E']
const weighed = fc
  .dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 255 }))
  .map((weights) => new Map(Object.entries(weights)))
const candidates = fc.array(fc.constantFrom(...names)).map((addresses) => addresses.map((address) => ({ address })))
const weigh = (picked: readonly { address: string }[], weights: ReadonlyMap<string, number>) =>
  picked.reduce((sum, { address }) => sum + (weights.get(address) ?? 0), 0)

test('those who are picked reach what is needed whenever all together do, each once, and without the last one they do not', () => {
  fc.assert(
    fc.property(candidates, weighed, fc.integer({ min: 1, max: 255 }), (from, weights, needed) => {
      const { picked, missing } = pickSigners(from, { weights, needed })
      const all = weigh(
        [...new Set(from.map(({ address }) => address))].map((address) => ({ address })),
        weights,
      )
      expect(missing).toBe(Math.max(0, needed - all))
      expect(new Set(picked).size).toBe(picked.length)
      // A signature more than needed makes a transaction invalid.
      if (picked.length > 0) expect(weigh(picked.slice(0, -1), weights)).toBeLessThan(needed)
    }),
  )
})

test('a threshold of 0 asks for one signature all the same', () => {
  const found = { thresholds: { low: 0, medium: 2, high: 3 }, weights: new Map([['A', 1]]) }
  expect([neededWeight(found, 'low'), neededWeight(found, 'medium')]).toEqual([1, 2])
})

const step = (id: string, needs: string[]) => ({ id, needs }) as unknown as OrderedStep

test('a round holds everything that needs only earlier rounds', () => {
  const steps = [
    step('create a', ['upload']),
    step('upload', []),
    step('create b', ['upload']),
    step('init', ['create a', 'create b']),
    step('keep', []),
  ]
  expect(roundsOf(steps).map((round) => round.map(({ id }) => id))).toEqual([['upload', 'keep'], ['create a', 'create b'], ['init']])
  expect(roundsOf([])).toEqual([])
})
