import { fewestSamples, judgeSequentially, percentile, shareIsAbove, shareIsBelow } from '../core/statistics.ts'
import type { Latency } from './result.ts'

/** One request: whether the wanted answer came, and after how long. */
export interface Sample {
  readonly answered: boolean
  readonly ms: number
}

/** That the share of samples that `isBad` calls bad lies below `limit`. `p95 < 200 ms`: less than 5 % are not answered within 200 ms. */
export interface Claim {
  readonly text: string
  readonly limit: number
  readonly isBad: (sample: Sample) => boolean
}

/** How often the samples are judged for a pass: each look spends its part of the 5 % a false pass may have in all. */
const looks = 3
const confidence = 1 - 0.05 / looks

/** Numbers of samples at which the claims are looked at, ascending. */
export type Schedule = readonly number[]

/** The fewest samples that are wanted, twice and four times as many, up to the most that are allowed. */
export function scheduleOf({ fewest, atMost }: { fewest: number; atMost: number | null }): Schedule {
  const last = atMost ?? fewest * 4
  return [...new Set([fewest, fewest * 2, last])].filter((look) => look <= last).sort((a, b) => a - b)
}

/** The fewest samples that can prove all the claims when none is bad. 80 for a p95. */
export function fewestFor(claims: readonly Claim[]): number {
  return Math.max(...claims.map(({ limit }) => fewestSamples(limit, confidence)))
}

export type LatencyVerdict =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'fail' | 'inconclusive'; readonly claim: Claim }
  | { readonly verdict: 'sample on' }

/** How many samples there are, and how many of them each claim calls bad, in the order of the claims. */
export interface Tally {
  readonly samples: number
  readonly bad: readonly number[]
}

export function counted({ samples, bad }: Tally, sample: Sample, claims: readonly Claim[]): Tally {
  return { samples: samples + 1, bad: claims.map(({ isBad }, index) => (bad[index] ?? 0) + (isBad(sample) ? 1 : 0)) }
}

/**
 * Judges after each sample. A claim is broken as soon as the sequential test says so, which may look as often as it likes; it is
 * kept by the exact binomial bound, which is asked at the looks of the schedule only.
 */
export function judgeLatency(tally: Tally, { claims, schedule }: { claims: readonly Claim[]; schedule: Schedule }): LatencyVerdict {
  const { samples } = tally
  const broken = claims.find(({ limit }, index) => {
    const bad = tally.bad[index] ?? 0
    return judgeSequentially({ good: samples - bad, bad, polls: bad }, { limit }) === 'fail'
  })
  if (broken !== undefined) return { verdict: 'fail', claim: broken }
  if (!schedule.includes(samples)) return { verdict: 'sample on' }
  if (claims.every(({ limit }, index) => shareIsBelow(limit, { bad: tally.bad[index] ?? 0, samples, confidence })))
    return { verdict: 'pass' }
  return samples === schedule.at(-1) ? lastWord(tally, claims) : { verdict: 'sample on' }
}

/** When no more samples come: broken, or not enough evidence. Never a pass: a deadline is no look of the schedule. */
export function lastWord({ samples, bad }: Tally, claims: readonly Claim[]): LatencyVerdict {
  const counts = claims.map((claim, index) => ({ claim, count: { bad: bad[index] ?? 0, samples, confidence } }))
  const broken = counts.find(({ claim, count }) => shareIsAbove(claim.limit, count))
  if (broken !== undefined) return { verdict: 'fail', claim: broken.claim }
  const open = counts.find(({ claim, count }) => !shareIsBelow(claim.limit, count)) ?? counts[0]
  if (open === undefined) throw new TypeError('a latency probe has at least one claim')
  return { verdict: 'inconclusive', claim: open.claim }
}

export function latencyOf(samples: readonly Sample[]): Latency {
  const times = samples.filter(({ answered }) => answered).map(({ ms }) => ms)
  const p95Ms = percentile(times, 0.95)
  return {
    p95Ms: Number.isFinite(p95Ms) ? Math.round(p95Ms * 10) / 10 : null,
    errorRate: samples.length === 0 ? 1 : (samples.length - times.length) / samples.length,
    samples: samples.length,
  }
}
