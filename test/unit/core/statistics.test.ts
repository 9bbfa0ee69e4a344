import { expect, test } from '@jest/globals'
import { fewestSamples, judgeSequentially, logEvidence, percentile, shareIsAbove, shareIsBelow } from '../../../src/core/statistics.ts'

// The smallest n that proves "p95 < limit" with 95 % confidence when k samples were slow; published tables of exact binomial limits.
test.each([
  [0, 59],
  [1, 93],
  [2, 124],
  [3, 153],
  [4, 181],
  [5, 208],
])('%d slow of %d prove a p95, one sample fewer does not', (bad, samples) => {
  expect(shareIsBelow(0.05, { bad, samples })).toBe(true)
  expect(shareIsBelow(0.05, { bad, samples: samples - 1 })).toBe(false)
})

test.each([
  [0.01, 0, 299],
  [0.01, 1, 473],
  [0.005, 0, 598],
])('a share of %d with %d bad needs %d samples', (limit, bad, samples) => {
  expect(shareIsBelow(limit, { bad, samples })).toBe(true)
  expect(shareIsBelow(limit, { bad, samples: samples - 1 })).toBe(false)
})

test('the fewest samples for a p95 are 59, for a p99 299', () => {
  expect(fewestSamples(0.05)).toBe(59)
  expect(fewestSamples(0.01)).toBe(299)
})

test('no samples prove nothing', () => {
  expect(shareIsBelow(0.05, { bad: 0, samples: 0 })).toBe(false)
  expect(shareIsAbove(0.05, { bad: 0, samples: 0 })).toBe(false)
})

test('a share is proved above the limit only by enough bad ones', () => {
  expect(shareIsAbove(0.05, { bad: 10, samples: 59 })).toBe(true)
  expect(shareIsAbove(0.05, { bad: 3, samples: 59 })).toBe(false)
})

test('percentile is by nearest rank', () => {
  expect(percentile([15, 20, 35, 40, 50], 0.4)).toBe(20)
  expect(percentile([3, 1, 2], 0.95)).toBe(3)
  expect(percentile([], 0.95)).toBeNaN()
})

test('evidence by hand: 3 bad of 3 at 1 %', () => {
  // mean over q = 0.015 ... 0.5 and no q of 1 or more: ratios 1.5, 2, 3, 5, 10, 20, 50 of 0.01.
  const expected = Math.log([1.5, 2, 3, 5, 10, 20, 50].reduce((sum, ratio) => sum + ratio ** 3, 0) / 7)
  expect(logEvidence({ good: 0, bad: 3, polls: 2 }, 0.01)).toBeCloseTo(expected, 10)
})

test('total failure is found after three bad ones in two looks, a burst in one look is not enough', () => {
  expect(judgeSequentially({ good: 0, bad: 3, polls: 2 }, { limit: 0.01 })).toBe('fail')
  expect(judgeSequentially({ good: 0, bad: 3, polls: 1 }, { limit: 0.01 })).toBe('inconclusive')
  expect(judgeSequentially({ good: 0, bad: 2, polls: 2 }, { limit: 0.01 })).toBe('inconclusive')
})

/** mulberry32: a small seeded generator, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function aborted(rate: number, { requests, seed }: { requests: number; seed: number }): boolean {
  const random = seeded(seed)
  let good = 0
  let bad = 0
  for (let request = 1; request <= requests; request += 1) {
    if (random() < rate) bad += 1
    else good += 1
    if (request % 50 === 0 && judgeSequentially({ good, bad, polls: bad }, { limit: 0.01 }) === 'fail') return true
  }
  return false
}

test('looking every 50 requests for 10,000 requests aborts a service at the limit in at most 1 % of runs, one at 5 times in all', () => {
  const runs = Array.from({ length: 400 }, (_, seed) => seed + 1)
  expect(runs.filter((seed) => aborted(0.01, { requests: 10_000, seed })).length).toBeLessThanOrEqual(4)
  expect(runs.filter((seed) => aborted(0.05, { requests: 1_000, seed })).length).toBe(400)
})
