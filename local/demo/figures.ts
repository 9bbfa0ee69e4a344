import type { LoadReport, RequestRecord } from '../load/figures.ts'
import type { ReleaseResult } from './releases.ts'

/** What the demo proves, as figures. */
export interface DemoFigures {
  readonly releases: readonly {
    name: string
    conclusion: string
    rolledBack: boolean
    seconds: number
    failedRequests: number
    problems: readonly string[]
  }[]
  readonly requests: number
  readonly failedRequests: number
  /** Failed requests that were sent after the broken release was switched back. */
  readonly failedAfterRevert: number
  readonly balancer: { readonly requests: number; readonly failed: number }
  readonly ledgers: number
  readonly contracts: number
  readonly rolledBack: boolean
  readonly seconds: number
  readonly memory: { readonly networkMb: number | null; readonly actionMb: number | null }
}

/** A release with the span in which users could feel it, in milliseconds since 1970. */
export interface Span {
  readonly result: ReleaseResult
  readonly beganAt: number
  readonly endedAt: number
}

export function demoFigures({
  spans,
  load,
  balancer,
  ledgers,
  seconds,
  memory,
}: {
  spans: readonly Span[]
  load: LoadReport
  balancer: { requests: number; failed: number }
  ledgers: number
  seconds: number
  memory: DemoFigures['memory']
}): DemoFigures {
  const broken = spans.find(({ result }) => result.rolledBack)
  const last = broken === undefined ? [] : failuresWithin(load.failures, broken)
  return {
    releases: spans.map((span) => ({
      name: span.result.name,
      conclusion: span.result.conclusion,
      rolledBack: span.result.rolledBack,
      seconds: rounded(span.result.seconds),
      failedRequests: failuresWithin(load.failures, span).length,
      problems: span.result.errors.map(({ title }) => title),
    })),
    requests: load.requests,
    failedRequests: load.failed,
    failedAfterRevert: broken === undefined ? 0 : failuresAfterRevert(last, broken),
    balancer,
    ledgers,
    contracts: Object.keys(JSON.parse(spans[0]?.result.outputs['contract-ids'] || '{}') as object).length,
    rolledBack: broken !== undefined,
    seconds: rounded(seconds),
    memory,
  }
}

function failuresWithin(failures: readonly RequestRecord[], { beganAt, endedAt }: Span): RequestRecord[] {
  return failures.filter(({ startedAt }) => startedAt >= beganAt && startedAt < endedAt)
}

/** The switch step ends once the old color serves again, so a failure of a request sent later is one too many. */
function failuresAfterRevert(failures: readonly RequestRecord[], { result }: Span): number {
  const ended = result.phases.find(({ name, job }) => name === 'switch' && !job.endsWith('plan'))
  if (ended === undefined) return failures.length
  const revertedAt = performance.timeOrigin + ended.startedAt + ended.seconds * 1_000
  return failures.filter(({ startedAt }) => startedAt > revertedAt).length
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
