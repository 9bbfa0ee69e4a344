import type { Problem } from '../core/problem.ts'
import { type Verdict, verdictOf } from '../core/verdict.ts'
import type { Latency, ProbeResult } from './result.ts'

export interface ProfileJudgement {
  readonly verdict: Verdict
  readonly problems: readonly Problem[]
  /** Probe to verdict; two of one name are told apart by a number. */
  readonly probes: Readonly<Record<string, Verdict>>
  /** The slowest p95 and the highest error rate among the latency probes, and all their samples; null without such a probe. */
  readonly latency: Latency | null
}

/** The judgement of a whole profile. What was not run because of another probe is told after that one. */
export function judgeProfile(results: readonly ProbeResult[]): ProfileJudgement {
  const problems = results.flatMap((result) => result.problems)
  const isConsequence = ({ code }: Problem) => code === 'probes/not-run'
  const probes: Record<string, Verdict> = {}
  for (const { name, verdict } of results) {
    const taken = Object.keys(probes).filter((key) => key === name || key.startsWith(`${name} #`)).length
    probes[taken === 0 ? name : `${name} #${taken + 1}`] = verdict
  }
  return {
    verdict: verdictOf(results.map(({ verdict }) => verdict)),
    problems: [...problems.filter((problem) => !isConsequence(problem)), ...problems.filter(isConsequence)],
    probes,
    latency: worstOf(results.flatMap(({ latency }) => latency ?? [])),
  }
}

function worstOf(found: readonly Latency[]): Latency | null {
  if (found.length === 0) return null
  const times = found.map(({ p95Ms }) => p95Ms)
  return {
    // One of them that never answered makes the whole unknown.
    p95Ms: times.includes(null) ? null : Math.max(...times.map((time) => time ?? 0)),
    errorRate: Math.max(...found.map(({ errorRate }) => errorRate)),
    samples: found.reduce((sum, { samples }) => sum + samples, 0),
  }
}
