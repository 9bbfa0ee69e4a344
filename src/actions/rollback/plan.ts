import type { Run } from '../../core/action.ts'
import type { Plan } from '../../core/plan.ts'
import type { ReleaseName } from './colors.ts'
import type { manifest } from './manifest.ts'
import type { Decision, UndoStep } from './situation.ts'
import type { UndoneRelease } from './undone-release.ts'

/** What is undone, in order, and why. `undo-swap` and `pause`: the one step of the modes `undo` and `pause`. */
type RollbackStep = UndoStep | 'undo-swap' | 'pause'

export type RollbackPlan = Plan<{ readonly id: RollbackStep }> & {
  readonly notes: {
    readonly decision: Decision['decision']
    readonly because: string
    readonly loses: readonly string[]
    readonly release: string | null
    readonly mode: RollbackRun['inputs']['mode']
    readonly rowsAtRisk: number | null
  }
}

export type RollbackRun = Run<typeof manifest>

export function planOf(
  { decision, steps, because, loses }: Decision<RollbackStep>,
  {
    undone,
    rowsAtRisk,
    mode = 'roll-back',
    maintenance = false,
  }: {
    undone: (Pick<UndoneRelease, 'id'> & { readonly before: Pick<ReleaseName, 'id'> | null }) | null
    rowsAtRisk: number | null
    mode?: RollbackRun['inputs']['mode']
    maintenance?: boolean
  },
): RollbackPlan {
  return {
    steps: steps.map((id) => ({ id })),
    binding: { release: undone?.id ?? null, before: undone?.before?.id ?? null },
    fence: {},
    done: [],
    // In the record before the services are closed: the next run opens them when this one is killed.
    wayBack: maintenance ? { maintenance } : {},
    predicted: {},
    notes: { decision, because, loses, release: undone?.id ?? null, mode, rowsAtRisk },
  }
}
