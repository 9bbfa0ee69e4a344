import type { Json } from '../../core/plan.ts'
import type { Color } from '../../traffic/color.ts'

/** What the action tells of its own, whichever way it ended. */
export function switchOutputs({
  active,
  previous,
  failedRequests,
  switchMs,
  rolledBack,
}: {
  active: Color
  previous: Color
  failedRequests: number
  switchMs: number
  rolledBack: boolean
}): Record<string, Json> {
  return {
    'active-color': active,
    'previous-color': previous,
    'failed-requests': failedRequests,
    'switch-ms': switchMs,
    'rolled-back': rolledBack,
  }
}
