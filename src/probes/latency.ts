import { z } from 'zod'
import { positiveDurationSchema } from '../config/duration-schema.ts'
import { parseDuration } from '../core/duration.ts'
import { parseThreshold, type Threshold } from '../core/threshold.ts'
import { judgeOf, pathText, requestOf } from './http-request.ts'
import { defineProbe, type ProbeContext, timeoutKey } from './kind.ts'
import {
  type Claim,
  counted,
  fewestFor,
  judgeLatency,
  type LatencyVerdict,
  lastWord,
  latencyOf,
  type Sample,
  type Schedule,
  scheduleOf,
  type Tally,
} from './latency-judge.ts'
import { latencyInconclusive, samplesTooFew, tooSlow } from './problems.ts'
import { sendRequest } from './request.ts'
import { type Observation, passed, refused } from './result.ts'

const timeBound = z.string().refine((text) => msOf(text) !== null, 'Expected `< 200 ms` or `< 2 s`')
const shareBound = z.string().refine((text) => shareOf(text) !== null, 'Expected `< 1 %`, more than 0 and less than 100')
const countBound = z.string().refine((text) => countOf(text) !== null, 'Expected `>= 59`')

const schema = z
  .strictObject({
    url: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    status: z.int().optional().describe('What counts as answered. Default 200.'),
    p50: timeBound.optional(),
    p95: timeBound.optional(),
    p99: timeBound.optional(),
    errors: shareBound.optional().describe('Share of requests without the wanted answer.'),
    samples: countBound.optional().describe('At least so many, even where fewer would prove it. A p95 needs 80.'),
    'at-most': z.int().positive().max(100_000).optional().describe('Default: four times the fewest that can prove it.'),
    'warm-up': z
      .int()
      .min(0)
      .max(1_000)
      .optional()
      .describe('Requests before the measured ones, not judged: a first answer loads code and caches. Default 3.'),
    rate: z.number().positive().max(1_000).optional().describe('Requests in a second, at most. Default 50.'),
    within: positiveDurationSchema.optional().describe('Time for all samples; then what is not proved is inconclusive. Default 2m.'),
    ...timeoutKey,
  })
  .refine(
    ({ p50, p95, p99, errors }) => [p50, p95, p99, errors].some((bound) => bound !== undefined),
    'Expected one of p50, p95, p99, errors',
  )

type Declared = z.infer<typeof schema>

/** Percentiles and the error rate of real requests, judged by exact bounds and not by a point estimate. */
export const latency = defineProbe({
  name: 'latency',
  schema,
  judgesService: true,
  title: ({ url }) => pathText(url),
  async prepare(declared, context) {
    const claims = claimsOf(declared)
    const atMost = declared['at-most'] ?? null
    const fewest = Math.max(fewestFor(claims), countOf(declared.samples ?? '>= 1') ?? 1)
    if (atMost !== null && atMost < fewest) {
      const claim = claims.map(({ text }) => text).join(' and ')
      throw samplesTooFew({ probe: context.probe, atMost, needed: fewest, claim, at: context.at('at-most') })
    }
    const schedule = scheduleOf({ fewest, atMost })
    const sample = await sampler(declared, context)
    return async () => observationOf(await sampleUntilJudged({ declared, context, sample, claims, schedule }), { claims, context })
  },
})

async function sampler(declared: Declared, context: ProbeContext): Promise<() => Promise<Sample>> {
  const request = requestOf({ url: declared.url, headers: declared.headers }, context)
  const judge = await judgeOf({ url: declared.url, status: declared.status }, context)
  const { fetch, clock, cancellation } = context.world
  const timeoutMs = parseDuration(declared.timeout ?? '5s').ms
  return async () => {
    const answer = await sendRequest(request, {
      fetch,
      clock,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), cancellation.signal]),
    })
    return { answered: judge(answer, request.url).verdict === 'pass', ms: answer.ms }
  }
}

interface Sampling {
  readonly declared: Declared
  readonly context: ProbeContext
  readonly sample: () => Promise<Sample>
  readonly claims: readonly Claim[]
  readonly schedule: Schedule
}

interface Judged {
  readonly verdict: LatencyVerdict
  readonly samples: readonly Sample[]
}

/** Samples at the rate until the judge has a verdict, the time is over, or the run is cancelled. */
async function sampleUntilJudged({ declared, context: { world, probe }, sample, claims, schedule }: Sampling): Promise<Judged> {
  for (let index = 0; index < (declared['warm-up'] ?? 3); index += 1) await sample()
  const samples: Sample[] = []
  let tally: Tally = { samples: 0, bad: [] }
  const started = world.clock.elapsedMs()
  const endMs = started + parseDuration(declared.within ?? '2m').ms
  const intervalMs = 1_000 / (declared.rate ?? 50)
  while (world.clock.elapsedMs() < endMs) {
    const taken = await sample()
    world.cancellation.throwIfRequested(probe)
    samples.push(taken)
    tally = counted(tally, taken, claims)
    const verdict = judgeLatency(tally, { claims, schedule })
    if (verdict.verdict !== 'sample on') return { verdict, samples }
    const waitMs = started + samples.length * intervalMs - world.clock.elapsedMs()
    if (waitMs > 1) {
      await world.sleep(Math.min(waitMs, intervalMs), world.cancellation.signal).catch(() => world.cancellation.throwIfRequested(probe))
    }
  }
  return { verdict: lastWord(tally, claims), samples }
}

function observationOf(
  { verdict, samples }: Judged,
  { claims, context: { probe, at } }: { claims: readonly Claim[]; context: ProbeContext },
): Observation {
  const latency = latencyOf(samples)
  const expected = claims.map(({ text }) => text).join(' and ')
  const overall = `p95 ${latency.p95Ms ?? '-'} ms, ${(latency.errorRate * 100).toFixed(1)} % errors, ${samples.length} samples`
  if (!('claim' in verdict)) return passed(expected, overall, latency)
  const { claim } = verdict
  const observed = `${overall}, ${samples.filter(claim.isBad).length} over the limit`
  const problem = verdict.verdict === 'fail' ? tooSlow : latencyInconclusive
  return refused(problem({ probe, claim: claim.text, observed, at: at() }), { verdict: verdict.verdict, expected, observed, latency })
}

function claimsOf({ p50, p95, p99, errors }: Declared): Claim[] {
  const times = [
    { name: 'p50', bound: p50, limit: 0.5 },
    { name: 'p95', bound: p95, limit: 0.05 },
    { name: 'p99', bound: p99, limit: 0.01 },
  ].flatMap(({ name, bound, limit }): Claim[] => {
    const ms = bound === undefined ? null : msOf(bound)
    return ms === null ? [] : [{ text: `${name} ${bound}`, limit, isBad: (sample) => !sample.answered || sample.ms >= ms }]
  })
  const share = errors === undefined ? null : shareOf(errors)
  return share === null ? times : [...times, { text: `errors ${errors}`, limit: share, isBad: (sample) => !sample.answered }]
}

function msOf(text: string): number | null {
  const bound = readThreshold(text)
  if (bound === null || !bound.operator.startsWith('<') || bound.operator === '==') return null
  return bound.value > 0 && bound.unit === 'ms' ? bound.value : bound.value > 0 && bound.unit === 's' ? bound.value * 1_000 : null
}

function shareOf(text: string): number | null {
  const bound = readThreshold(text)
  const isShare = bound?.operator.startsWith('<') === true && bound.unit === '%' && bound.value > 0 && bound.value < 100
  return isShare ? bound.value / 100 : null
}

function countOf(text: string): number | null {
  const bound = readThreshold(text)
  return bound !== null && bound.operator === '>=' && bound.unit === '' && Number.isInteger(bound.value) && bound.value > 0
    ? bound.value
    : null
}

function readThreshold(text: string): Threshold | null {
  try {
    return parseThreshold(text)
  } catch {
    return null
  }
}
