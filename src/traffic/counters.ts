import type { Counters, Statistics } from './balancer.ts'
import type { Color } from './color.ts'

/** Requests that ended since a first look, over restarts of the balancer. */
export interface Ended {
  readonly good: number
  readonly bad: number
}

export interface Tally {
  readonly latest: Statistics
  /** By `service color`. */
  readonly ended: ReadonlyMap<string, Ended>
}

/** Begins to count at this look. */
export function firstLook(statistics: Statistics): Tally {
  return { latest: statistics, ended: new Map() }
}

/** Adds what ended since the last look. After a restart of the balancer its counters begin at zero again. */
export function nextLook(tally: Tally, statistics: Statistics): Tally {
  const restarted = statistics.epoch !== tally.latest.epoch
  const ended = new Map(tally.ended)
  for (const [service, colors] of statistics.services) {
    for (const color of ['blue', 'green'] as const) {
      const before = restarted ? null : (tally.latest.services.get(service)?.[color] ?? null)
      const sum = endedOf(tally, service, color)
      const delta = endedBetween(before, colors[color])
      ended.set(`${service} ${color}`, { good: sum.good + delta.good, bad: sum.bad + delta.bad })
    }
  }
  return { latest: statistics, ended }
}

export function endedOf(tally: Tally, service: string, color: Color): Ended {
  return tally.ended.get(`${service} ${color}`) ?? { good: 0, bad: 0 }
}

/** Failed requests of all services and both colors since the first look. */
export function allFailed(tally: Tally): number {
  return [...tally.ended.values()].reduce((sum, { bad }) => sum + bad, 0)
}

export function inFlight(statistics: Statistics, color: Color): number {
  return [...statistics.services.values()].reduce((sum, colors) => sum + colors[color].inFlight, 0)
}

/** What was in flight at the first look ends in the window too, so `requests - inFlight` is what is compared. */
function endedBetween(before: Counters | null, now: Counters): Ended {
  const since = before === null || now.requests < before.requests ? { requests: 0, failed: 0, inFlight: 0 } : before
  const bad = Math.max(0, now.failed - since.failed)
  const all = Math.max(0, now.requests - now.inFlight - (since.requests - since.inFlight))
  return { good: Math.max(0, all - bad), bad }
}
