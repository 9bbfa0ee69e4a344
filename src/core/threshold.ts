import { defineProblem, type Place } from './problem.ts'

type Operator = '<' | '<=' | '>' | '>=' | '=='

/** A bound for one figure: `>= 80 %`, `< 200 ms`. `unit` is the text behind the number, '' where there is none. */
export interface Threshold {
  readonly operator: Operator
  readonly value: number
  readonly unit: string
}

export const notAThreshold = defineProblem({
  code: 'core/not-a-threshold',
  example: { text: '80' },
  what: ({ text }) => `"${text}" is not a threshold.`,
  state: 'Nothing was changed.',
  remedy: 'Write operator, number and unit: ">= 80 %", "< 200 ms", "> 3".',
})

/** Reads `>= 80 %`. The operator is required: a bare number does not say which side is good. */
export function parseThreshold(text: string, at: Place | null = null): Threshold {
  const match = /^(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*([%A-Za-z]*)$/.exec(text.trim())
  if (match === null) throw notAThreshold({ text, at })
  return { operator: match[1] as Operator, value: Number(match[2]), unit: match[3] ?? '' }
}

/** Whether a figure, in the threshold's own unit, keeps it. NaN and infinities never do. */
export function keeps(threshold: Threshold, figure: number): boolean {
  if (!Number.isFinite(figure)) return false
  switch (threshold.operator) {
    case '<':
      return figure < threshold.value
    case '<=':
      return figure <= threshold.value
    case '>':
      return figure > threshold.value
    case '>=':
      return figure >= threshold.value
    case '==':
      return figure === threshold.value
  }
}

export function thresholdText(threshold: Threshold): string {
  return `${threshold.operator} ${threshold.value}${threshold.unit === '' ? '' : ` ${threshold.unit}`}`
}
