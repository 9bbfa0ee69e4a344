import { durationText } from '../../core/duration.ts'
import { type Markdown, table } from '../../core/markdown.ts'
import { placeText } from '../../core/problem.ts'
import type { GateResult } from '../../gates/gate.ts'
import type { GatesPlan } from './plan.ts'

/** The gates of a plan, or what became of each, red ones first. */
export function gatesSummary(plan: GatesPlan, results: readonly GateResult[] | null): Markdown {
  if (results === null)
    return table(
      ['gate', 'kind'],
      plan.steps.map(({ id, kind }) => [id, kind]),
    )
  const redFirst = [...results].sort((a, b) => Number(a.problem === null) - Number(b.problem === null))
  return table(
    ['gate', 'verdict', 'expected', 'observed', 'where', 'took'],
    redFirst.map(({ name, verdict, expected, observed, where, durationMs }) => [
      name,
      verdict,
      expected,
      observed,
      where === null ? '' : placeText(where),
      durationText(durationMs),
    ]),
  )
}
