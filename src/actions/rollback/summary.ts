import { code, type Markdown, paragraph, table } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { RollbackPlan } from './plan.ts'

export function rollbackSummary(plan: RollbackPlan, outcome: Outcome | null): Markdown {
  const { decision, because, loses, release } = plan.notes
  const done = outcome === null ? 'would be undone' : 'undone'
  return [
    paragraph(`Decision for ${release ?? 'no release'}: **${decision}**, because ${because}.`),
    table(
      [done],
      plan.steps.map(({ id }) => [id]),
    ),
    keptText(outcome),
    loses.length === 0 ? '' : `Cannot be brought back:\n\n${loses.map((loss) => `- ${loss}`).join('\n')}\n\n`,
  ].join('')
}

function keptText(outcome: Outcome | null): Markdown {
  const { keptDatabase, keptUntil } = outcome?.facts ?? {}
  if (typeof keptDatabase !== 'string') return ''
  return paragraph(`The other database is kept as ${code(keptDatabase)} until ${keptUntil}; \`mode: undo\` swaps it in again.`)
}
