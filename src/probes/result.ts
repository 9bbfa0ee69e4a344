import type { Place, Problem } from '../core/problem.ts'
import type { Verdict } from '../core/verdict.ts'

/** What one look at a running thing saw. */
export interface Observation {
  readonly verdict: Exclude<Verdict, 'waived' | 'not-applicable'>
  readonly expected: string
  readonly observed: string
  /** Why it does not let through; empty when it passes. */
  readonly problems: readonly Problem[]
  readonly latency: Latency | null
}

/** Real samples, of which `p95Ms` is the nearest rank; null where nothing answered. */
export interface Latency {
  readonly p95Ms: number | null
  /** Share of requests without the wanted answer, 0 to 1. */
  readonly errorRate: number
  readonly samples: number
}

/** The judgement of one probe, with its evidence. */
export interface ProbeResult {
  readonly name: string
  readonly kind: string
  readonly verdict: Verdict
  readonly expected: string
  readonly observed: string
  /** Where the probe stands in fairlead.yml. */
  readonly where: Place | null
  readonly attempts: number
  readonly durationMs: number
  readonly latency: Latency | null
  readonly problems: readonly Problem[]
  /** Why a probe does not apply, as declared. */
  readonly reason: string | null
}

export function passed(expected: string, observed: string, latency: Latency | null = null): Observation {
  return { verdict: 'pass', expected, observed, problems: [], latency }
}

/** A look that does not let through, told by its problem. */
export function refused(
  problem: Problem,
  {
    verdict = 'fail',
    expected,
    observed,
    latency = null,
  }: { verdict?: Observation['verdict']; expected: string; observed: string; latency?: Latency | null },
): Observation {
  return { verdict, expected, observed, problems: [problem], latency }
}
