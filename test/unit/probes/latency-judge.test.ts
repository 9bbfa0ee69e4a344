import { expect, test } from '@jest/globals'
import {
  type Claim,
  counted,
  fewestFor,
  judgeLatency,
  lastWord,
  latencyOf,
  type Sample,
  scheduleOf,
  type Tally,
} from '../../../src/probes/latency-judge.ts'

const p95: Claim = { text: 'p95 < 200 ms', limit: 0.05, isBad: ({ answered, ms }) => !answered || ms >= 200 }
const nothing: Tally = { samples: 0, bad: [] }
const schedule = scheduleOf({ fewest: fewestFor([p95]), atMost: null })

/** A small deterministic generator (mulberry32), so that the simulation is the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The verdict on a service whose latency is log-normal (sigma 0.5) with this true p95. */
function verdictOn(trueP95: number, random: () => number): { verdict: string; samples: number } {
  const median = trueP95 / Math.exp(0.5 * 1.6449)
  let tally: Tally = nothing
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    tally = counted(tally, { answered: true, ms: median * Math.exp(0.5 * normal) }, [p95])
    const { verdict } = judgeLatency(tally, { claims: [p95], schedule })
    if (verdict !== 'sample on') return { verdict, samples: tally.samples }
  }
}

function shareOf(verdict: string, trueP95: number, runs = 500): number {
  const random = randomOf(20_261_121)
  let count = 0
  for (let run = 0; run < runs; run += 1) if (verdictOn(trueP95, random).verdict === verdict) count += 1
  return count / runs
}

test('a p95 takes at least 80 samples: 0.95^80 is the first power below a third of 5 %', () => {
  expect(schedule).toEqual([80, 160, 320])
})

// research/gates-health.md section 6: a point estimate of 20 samples passes such a service in 57 % of runs.
test('a service 10 % over its limit passes in at most 2 % of runs, however often the samples are looked at', () => {
  expect(shareOf('pass', 220)).toBeLessThanOrEqual(0.02)
})

test('a service exactly at its limit passes in at most 5 % of runs, and is called broken in at most 2 %', () => {
  expect(shareOf('pass', 200)).toBeLessThanOrEqual(0.05)
  expect(shareOf('fail', 200)).toBeLessThanOrEqual(0.02)
})

test('a service at 65 % of its limit passes in at least 99 % of runs', () => {
  expect(shareOf('pass', 130)).toBeGreaterThanOrEqual(0.99)
})

test('a service that is always too slow is broken after a handful of samples', () => {
  let tally: Tally = nothing
  do tally = counted(tally, { answered: true, ms: 900 }, [p95])
  while (judgeLatency(tally, { claims: [p95], schedule }).verdict === 'sample on')
  expect(judgeLatency(tally, { claims: [p95], schedule })).toMatchObject({ verdict: 'fail', claim: p95 })
  expect(tally.samples).toBeLessThanOrEqual(5)
})

test('no samples are no pass, and give no figures', () => {
  expect(lastWord(nothing, [p95]).verdict).toBe('inconclusive')
  expect(latencyOf([])).toEqual({ p95Ms: null, errorRate: 1, samples: 0 })
})

test('a deadline never passes, even with samples that look good', () => {
  expect(lastWord({ samples: 100, bad: [0] }, [p95]).verdict).toBe('inconclusive')
})

test('requests without an answer have no time, and count as errors', () => {
  const samples: Sample[] = [
    { answered: true, ms: 10 },
    { answered: false, ms: 5 },
    { answered: true, ms: 30 },
    { answered: true, ms: 20 },
  ]
  expect(latencyOf(samples)).toEqual({ p95Ms: 30, errorRate: 0.25, samples: 4 })
})
