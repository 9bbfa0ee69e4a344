import { type Markdown, paragraph, table } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { SwitchPlan } from './parts.ts'

export function switchSummary(plan: SwitchPlan, outcome: Outcome | null): Markdown {
  const { from, to } = plan.wayBack
  if (plan.steps.length === 0) return paragraph(`This release is on ${to} and accepted; nothing to do.`)
  if (outcome === null) {
    return (
      paragraph(`Users go from ${from} to ${to}.`) +
      table(
        ['step', 'color'],
        plan.steps.map((step) => [step.id, step.color]),
      )
    )
  }
  const told = (name: string) => String(outcome.outputs[name] ?? '')
  return table(
    ['active color', 'before', 'one write took', 'failed requests in the soak', 'rolled back'],
    [[told('active-color'), told('previous-color'), `${told('switch-ms')} ms`, told('failed-requests'), told('rolled-back')]],
  )
}
