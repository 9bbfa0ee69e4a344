import type { Run } from '../../core/action.ts'
import type { Plan } from '../../core/plan.ts'
import type { Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { Color } from '../../traffic/color.ts'
import type { Colors } from '../rollback/colors.ts'
import type { manifest } from './manifest.ts'

export type SwitchStep = {
  readonly id: string
  readonly do: 'start' | 'prove' | 'switch' | 'soak' | 'drain' | 'retire'
  readonly color: Color
}
export type SwitchPlan = Plan<SwitchStep> & {
  readonly wayBack: { readonly from: Color; readonly to: Color; readonly release: string | null }
}

/** One run of this action. */
export type SwitchRun = Run<typeof manifest>

export interface SwitchParts {
  readonly plan: SwitchPlan
  readonly run: SwitchRun
  readonly world: World
  readonly colors: Colors
  readonly from: Color
  readonly to: Color
}

/** Why a soak did not pass. The problem is made once it is known where users are. */
export interface SoakFailure {
  readonly problem: (now: string) => Problem
  /** False: too few requests to tell anything against the new color either. */
  readonly isProved: boolean
}
