import { durationText } from '../../core/duration.ts'
import { code, type Markdown, paragraph, table } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Json, JsonObject } from '../../core/plan.ts'
import type { HealthPlan } from './plan.ts'

/** The probes of a plan, or what became of each, red ones first, and the figures beside those of before. */
export function healthSummary(plan: HealthPlan, found: Outcome | null): Markdown {
  if (found === null)
    return table(
      ['probe', 'kind'],
      plan.steps.map(({ id, kind }) => [id, kind]),
    )
  const { reason, results, latency, before, cut } = found.facts
  if (typeof reason === 'string') return paragraph(reason)
  const rows = objects(results).sort((a, b) => Number(isGreen(a)) - Number(isGreen(b)))
  return (
    table(
      ['probe', 'verdict', 'expected', 'observed', 'where', 'attempts', 'took', 'to do'],
      rows.map((row) => [
        ...[row['name'], row['verdict'], row['expected'], row['observed'], row['where'], row['attempts']].map((cell) => String(cell ?? '')),
        durationText(Number(row['durationMs'])),
        String(row['fix'] ?? ''),
      ]),
    ) +
    table(['latency', 'p95', 'errors', 'samples'], [...figures('now', latency), ...figures('before', before)]) +
    cutRuns(cut)
  )
}

function cutRuns(markers: Json | undefined): Markdown {
  if (!Array.isArray(markers) || markers.length === 0) return ''
  return paragraph(
    `Earlier runs were cut off. Test records of theirs may still be there; they carry ${markers.map((marker) => code(String(marker))).join(', ')}.`,
  )
}

function figures(name: string, latency: Json | undefined): string[][] {
  const [measured] = objects([latency ?? null])
  if (measured === undefined) return []
  const p95 = measured['p95Ms']
  return [
    [
      name,
      p95 === null ? 'no answer' : `${String(p95)} ms`,
      `${(Number(measured['errorRate']) * 100).toFixed(2)} %`,
      String(measured['samples']),
    ],
  ]
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value)
    ? value.filter((item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item))
    : []
}

function isGreen(row: JsonObject): boolean {
  return row['verdict'] === 'pass' || row['verdict'] === 'not-applicable'
}
