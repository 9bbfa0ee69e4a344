import { percentile } from '../../src/core/statistics.ts'

/** One request, as its sender saw it. Times are milliseconds since 1970. */
export interface RequestRecord {
  readonly target: string
  /** When it was due, and when it was sent. */
  readonly dueAt: number
  readonly startedAt: number
  readonly endedAt: number
  /** Null when no answer began. */
  readonly status: number | null
  /** Why it counts as failed; null when it does not. */
  readonly failure: string | null
  /** Who answered, by the identity header; null when nobody told. */
  readonly identity: string | null
}

/** The requests that ended within one second. */
export interface SecondFigures {
  /** Counted from 0 at the start of the load. */
  readonly second: number
  readonly requests: number
  readonly failed: number
  /** Null when nothing ended. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** How late the client itself was at worst in sending: large means that its figures are about its machine. */
  readonly latenessMs: number
  /** Requests by who answered. */
  readonly identities: Readonly<Record<string, number>>
}

export interface LoadTotals {
  readonly requests: number
  readonly failed: number
  readonly seconds: number
  /** Wanted, and sent. */
  readonly ratePerSecond: { readonly wanted: number; readonly sent: number }
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
  readonly lateness: { readonly p99Ms: number | null; readonly maxMs: number }
  readonly identities: Readonly<Record<string, number>>
}

export interface LoadReport extends LoadTotals {
  readonly startedAt: number
  readonly endedAt: number
  readonly failures: readonly RequestRecord[]
  readonly series: readonly SecondFigures[]
}

export function secondFigures(second: number, records: readonly RequestRecord[]): SecondFigures {
  const durations = records.map(durationMs)
  return {
    second,
    requests: records.length,
    failed: failuresOf(records).length,
    p50Ms: percentileOrNull(durations, 0.5),
    p95Ms: percentileOrNull(durations, 0.95),
    latenessMs: largest(records.map(latenessMs)),
    identities: countIdentities(records),
  }
}

export function loadTotals(
  records: readonly RequestRecord[],
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
): LoadTotals {
  const durations = records.map(durationMs)
  const lateness = records.map(latenessMs)
  return {
    requests: records.length,
    failed: failuresOf(records).length,
    seconds,
    ratePerSecond: { wanted: ratePerSecond, sent: records.length / Math.max(seconds, 0.001) },
    p50Ms: percentileOrNull(durations, 0.5),
    p95Ms: percentileOrNull(durations, 0.95),
    p99Ms: percentileOrNull(durations, 0.99),
    maxMs: durations.length === 0 ? null : largest(durations),
    lateness: { p99Ms: percentileOrNull(lateness, 0.99), maxMs: largest(lateness) },
    identities: countIdentities(records),
  }
}

export function failuresOf(records: readonly RequestRecord[]): RequestRecord[] {
  return records.filter(({ failure }) => failure !== null)
}

/** From sending to the last byte. The client's own lateness is told apart, never hidden in it. */
function durationMs({ startedAt, endedAt }: RequestRecord): number {
  return endedAt - startedAt
}

function latenessMs({ dueAt, startedAt }: RequestRecord): number {
  return startedAt - dueAt
}

function percentileOrNull(samples: readonly number[], share: number): number | null {
  return samples.length === 0 ? null : rounded(percentile(samples, share))
}

function largest(samples: readonly number[]): number {
  return rounded(samples.reduce((most, sample) => Math.max(most, sample), 0))
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}

function countIdentities(records: readonly RequestRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { identity } of records) {
    if (identity !== null) counts[identity] = (counts[identity] ?? 0) + 1
  }
  return counts
}
