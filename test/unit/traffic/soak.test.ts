import { expect, test } from '@jest/globals'
import type { Counters, Statistics } from '../../../src/traffic/balancer.ts'
import { allFailed, endedOf, firstLook, nextLook } from '../../../src/traffic/counters.ts'
import { judgeSoak } from '../../../src/traffic/soak.ts'

const settings = { limit: 0.01, forMs: 10_000, atMostMs: 30_000 }
const count = (good: number, bad: number, polls = bad, service = 'backend') => ({ service, good, bad, polls })

test.each([
  // 299 requests without a failure prove less than 1 % with 95 % confidence: 0.99^299 = 0.0495.
  ['time over, enough requests', [count(299, 0)], 10_000, 'passed'],
  ['time over, one request short', [count(298, 0)], 10_000, 'watching'],
  ['enough requests, time not over', [count(5_000, 0)], 9_999, 'watching'],
  ['one service short at the deadline', [count(5_000, 0), count(298, 0, 0, 'client')], 30_000, 'inconclusive'],
  ['nothing counted at the deadline', [count(0, 0)], 30_000, 'inconclusive'],
  ['total failure, seen in two looks', [count(0, 3, 2)], 500, 'breached'],
  ['total failure, one burst in one look', [count(0, 3, 1)], 500, 'watching'],
  ['two failures are never enough', [count(0, 2, 2)], 500, 'watching'],
  ['the second of two services fails', [count(500, 0), count(10, 8, 4, 'client')], 500, 'breached'],
  ['breached wins over passed', [count(900, 100, 20)], 10_000, 'breached'],
] as const)('%s', (_, counts, elapsedMs, verdict) => {
  expect(judgeSoak(counts, { ...settings, elapsedMs }).verdict).toBe(verdict)
})

test('a release at half the limit is hardly ever sent back, one at five times the limit nearly always', () => {
  // A look after every 25 requests, 4,000 requests, seeded. Ville's inequality bounds the first share by 1 %.
  const random = seeded(8_412)
  const breaches = (rate: number, runs: number) =>
    Array.from({ length: runs }, () => breachAfter(rate, random)).filter((requests): requests is number => requests !== null)
  expect(breaches(0.005, 400).length).toBeLessThanOrEqual(4)
  const found = breaches(0.05, 200).sort((a, b) => a - b)
  expect(found.length).toBe(200)
  // research/traffic.md section 4: median 128, 95 % at 359.
  expect(found[100]).toBeLessThan(200)
  expect(found[190]).toBeLessThan(450)
})

function breachAfter(rate: number, random: () => number): number | null {
  let [good, bad, polls] = [0, 0, 0]
  for (let requests = 25; requests <= 4_000; requests += 25) {
    const failed = Array.from({ length: 25 }, random).filter((value) => value < rate).length
    good += 25 - failed
    bad += failed
    polls += failed > 0 ? 1 : 0
    if (judgeSoak([count(good, bad, polls)], { ...settings, elapsedMs: requests }).verdict === 'breached') return requests
  }
  return null
}

test('requests are counted when they end, also those that were in flight at the first look', () => {
  const tally = nextLook(
    firstLook(look('1', { requests: 100, failed: 4, inFlight: 10 })),
    look('1', { requests: 120, failed: 6, inFlight: 5 }),
  )
  expect(endedOf(tally, 'backend', 'green')).toEqual({ good: 23, bad: 2 })
  expect(allFailed(tally)).toBe(2)
})

test('after a restart of the balancer its counters begin at zero and nothing counted before is lost', () => {
  const before = nextLook(
    firstLook(look('1', { requests: 100, failed: 0, inFlight: 0 })),
    look('1', { requests: 150, failed: 5, inFlight: 0 }),
  )
  const restarted = nextLook(before, look('2', { requests: 200, failed: 1, inFlight: 0 }))
  expect(endedOf(restarted, 'backend', 'green')).toEqual({ good: 45 + 199, bad: 6 })
})

const nothing: Counters = { requests: 0, failed: 0, inFlight: 0 }

function look(epoch: string, green: Counters): Statistics {
  return { epoch, services: new Map([['backend', { blue: nothing, green }]]) }
}

/** Linear congruential generator with the constants of Numerical Recipes, section 7.1. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
