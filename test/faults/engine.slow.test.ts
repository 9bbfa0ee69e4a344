import { expect, test } from '@jest/globals'
import { type BundleOutcome, runBundleSchedules } from './bundle-schedules.ts'
import { runSchedules, type ScheduleOutcome } from './engine-schedules.ts'

/** `npm run fault:engine -- --seed N --runs 10000` is the long form, with any other seed. */
const seed = 207_830_000
const inProcess = 120
/** Each is two runs of the bundle; `npm run fault:bundle -- --seed N --runs 50` is the long form. */
const throughTheBundle = 8

test('under seeded faults every step ends applied or proved never applied, as the ledger has it, and in time', async () => {
  const outcomes: ScheduleOutcome[] = []
  for await (const outcome of runSchedules(seed, inProcess)) outcomes.push(outcome)
  console.log(`engine: seeds ${seed} to ${seed + inProcess - 1}`)
  expect(outcomes.flatMap(({ seed: one, violations }) => violations.map((violation) => `seed ${one}: ${violation}`))).toEqual([])
  const steps = outcomes.reduce((sum, one) => sum + one.steps, 0)
  const ends = outcomes.reduce((sum, one) => sum + one.applied + one.refused.length, 0)
  expect(ends).toBe(steps)
  expect(steps).toBeGreaterThanOrEqual(inProcess)
}, 600_000)

test('the bundle under seeded faults does nothing twice, and what it tells is what the ledger has', async () => {
  const outcomes: BundleOutcome[] = []
  for await (const outcome of runBundleSchedules(seed, throughTheBundle)) outcomes.push(outcome)
  expect(outcomes.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(outcomes).toHaveLength(throughTheBundle)
  console.log(`bundle: seeds ${seed} to ${seed + throughTheBundle - 1}`)
}, 600_000)
