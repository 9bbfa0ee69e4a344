import type { Duration } from '../core/duration.ts'
import { durationText, parseDuration } from '../core/duration.ts'
import type { Place } from '../core/problem.ts'
import type { References } from '../core/resolve.ts'
import { fewestSamples } from '../core/statistics.ts'
import { parseThreshold, thresholdText } from '../core/threshold.ts'
import type { World } from '../core/world.ts'
import type { Balancer, Statistics } from './balancer.ts'
import type { Color } from './color.ts'
import { endedOf, firstLook, nextLook, type Tally } from './counters.ts'
import { soakInvalid } from './problems.ts'
import { judgeSoak, type SoakCount, type SoakVerdict } from './soak.ts'
import type { SoakSection } from './soak-section.ts'

/** The soak of fairlead.yml with its units read. */
export interface SoakSettings {
  readonly forTime: Duration
  readonly atMost: Duration
  /** Share of failed requests, 0 to 1. */
  readonly limit: number
  readonly limitText: string
  readonly services: readonly string[]
  readonly topUp: readonly { readonly url: string; readonly rate: number }[]
}

export interface Watched {
  readonly end: SoakVerdict | { readonly verdict: 'cancelled' }
  readonly counts: readonly SoakCount[]
  readonly failedRequests: number
  readonly seconds: number
}

const pollMs = 250
const heartbeatMs = 30_000

export function readSoak(
  section: SoakSection,
  {
    services,
    references,
    withinMs,
    at,
  }: {
    services: readonly string[]
    references: References
    /** Timeout of the action. A soak that it would cut off sends users back from a release that is fine. */
    withinMs: number
    at: Place | null
  },
): SoakSettings {
  const forTime = parseDuration(section.for, at)
  if (forTime.ms >= withinMs)
    throw soakInvalid({
      reason: `the action ends after ${durationText(withinMs)} (input timeout), before \`for: ${section.for}\` is over`,
      at,
    })
  const stranger = section.services?.find((name) => !services.includes(name))
  if (stranger !== undefined) throw soakInvalid({ reason: `soak.services names "${stranger}", and there is no such service`, at })
  const topUp = section['top-up'] === undefined ? [] : [section['top-up']].flat()
  return {
    forTime,
    atMost: section['at-most'] === undefined ? { ms: forTime.ms * 3 } : parseDuration(section['at-most'], at),
    limit: limitOf(section.errors, at),
    limitText: section.errors,
    services: section.services ?? services,
    topUp: topUp.map(({ url, rate }) => ({ url: references.resolve(url, { at }), rate })),
  }
}

/**
 * Watches a color by the balancer's own counters until it is judged. Own requests go through the public route, so the
 * balancer counts them with the others; they end as soon as each service has the samples its limit takes. Requests are
 * counted from `since`, a look of before the switch, so that none is missed.
 */
export async function watchColor(
  balancer: Balancer,
  { color, settings, since }: { color: Color; settings: SoakSettings; since: Statistics },
  world: Pick<World, 'clock' | 'sleep' | 'fetch' | 'log' | 'cancellation'>,
): Promise<Watched> {
  const started = world.clock.elapsedMs()
  const stop = new AbortController()
  const wanted = fewestSamples(settings.limit)
  let tally = firstLook(since)
  let counts: readonly SoakCount[] = settings.services.map((service) => ({ service, good: 0, bad: 0, polls: 0 }))
  const areEnough = () => counts.every(({ good, bad }) => good + bad >= wanted)
  const own = settings.topUp.map((target) => topUp(target, { until: areEnough, stop: stop.signal, world }))
  let heartbeat = heartbeatMs
  try {
    while (true) {
      await world.sleep(pollMs)
      tally = nextLook(tally, await balancer.statistics())
      counts = counts.map((count) => countOf(count, tally, color))
      const elapsedMs = world.clock.elapsedMs() - started
      const judged = judgeSoak(counts, { limit: settings.limit, elapsedMs, forMs: settings.forTime.ms, atMostMs: settings.atMost.ms })
      const end = judged.verdict === 'watching' && world.cancellation.requested() ? ({ verdict: 'cancelled' } as const) : judged
      if (end.verdict !== 'watching') return { end, counts, failedRequests: sumOfBad(counts), seconds: Math.round(elapsedMs / 100) / 10 }
      if (elapsedMs > heartbeat) {
        world.log.line(`soak: ${Math.round(elapsedMs / 1_000)} s of ${settings.forTime.ms / 1_000} s, ${counts.map(countText).join(', ')}`)
        heartbeat += heartbeatMs
      }
    }
  } finally {
    stop.abort()
    await Promise.all(own)
  }
}

/** A share strictly between nothing and all: no number of requests proves that none ever fails. */
function limitOf(text: string, at: Place | null): number {
  const threshold = parseThreshold(text, at)
  const { operator, unit, value } = threshold
  if (unit === '%' && ['<', '<='].includes(operator) && value > 0 && value < 100) return value / 100
  throw soakInvalid({ reason: `"${thresholdText(threshold)}" is not a share of failed requests that could be proved`, at })
}

export function countText({ service, good, bad }: SoakCount): string {
  return `${service} ${bad} of ${good + bad} failed`
}

function countOf(count: SoakCount, tally: Tally, color: Color): SoakCount {
  const { good, bad } = endedOf(tally, count.service, color)
  return { ...count, good, bad, polls: count.polls + (bad > count.bad ? 1 : 0) }
}

function sumOfBad(counts: readonly SoakCount[]): number {
  return counts.reduce((sum, { bad }) => sum + bad, 0)
}

/** Requests by the clock; how they end is counted by the balancer, not here. */
async function topUp(
  { url, rate }: { url: string; rate: number },
  { until, stop, world }: { until: () => boolean; stop: AbortSignal; world: Pick<World, 'sleep' | 'fetch'> },
): Promise<void> {
  while (!stop.aborted && !until()) {
    void world
      .fetch(url, { signal: AbortSignal.any([stop, AbortSignal.timeout(5_000)]) })
      .then(
        (response) => response.arrayBuffer(),
        () => null,
      )
      .catch(() => null)
    await world.sleep(1_000 / rate, stop).catch(() => null)
  }
}
