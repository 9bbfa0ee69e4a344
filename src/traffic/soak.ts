import { fewestSamples, judgeSequentially } from '../core/statistics.ts'
import type { Ended } from './counters.ts'

/** What is known of one service while it is watched. */
export interface SoakCount extends Ended {
  readonly service: string
  /** Looks in which a failed request was new: a burst in one look proves nothing alone. */
  readonly polls: number
}

export type SoakVerdict =
  | { readonly verdict: 'breached'; readonly service: string }
  | { readonly verdict: 'passed' }
  | { readonly verdict: 'watching' }
  | { readonly verdict: 'inconclusive'; readonly service: string; readonly wanted: number }

/** How surely a breach is told: over the whole soak a healthy release is sent back in at most 1 of 100. */
const alpha = 0.01

/**
 * Judges at any look; research/traffic.md section 4. Breached as soon as the evidence is enough. Passed when the time
 * is over and every service had as many requests as it takes to tell its limit; else the watch goes on, and ends
 * inconclusive. The error of a false alarm is shared by the services.
 */
export function judgeSoak(
  counts: readonly SoakCount[],
  { limit, elapsedMs, forMs, atMostMs }: { limit: number; elapsedMs: number; forMs: number; atMostMs: number },
): SoakVerdict {
  const breached = counts.find((count) => judgeSequentially(count, { limit, alpha: alpha / counts.length }) === 'fail')
  if (breached !== undefined) return { verdict: 'breached', service: breached.service }
  if (elapsedMs < forMs) return { verdict: 'watching' }
  const wanted = fewestSamples(limit)
  const few = counts.find(({ good, bad }) => good + bad < wanted)
  if (few === undefined) return { verdict: 'passed' }
  return elapsedMs < atMostMs ? { verdict: 'watching' } : { verdict: 'inconclusive', service: few.service, wanted }
}
