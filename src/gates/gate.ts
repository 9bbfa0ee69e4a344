import type { z } from 'zod'
import type { Run } from '../core/action.ts'
import type { Place, Problem } from '../core/problem.ts'
import type { Verdict } from '../core/verdict.ts'
import type { World } from '../core/world.ts'

/** What one gate found. Every red one answers: expected, observed, where, what to do. */
export interface Judgement {
  readonly verdict: Verdict
  readonly expected: string
  readonly observed: string
  /** Null where the gate lets the release through. */
  readonly problem: Problem | null
}

export interface GateResult extends Judgement {
  readonly name: string
  readonly kind: string
  readonly where: Place | null
  readonly durationMs: number
}

/** What a gate may look at. */
export interface GateContext {
  readonly run: Pick<Run, 'release' | 'config' | 'references'>
  readonly world: World
  readonly token: string | null
  /** Where the gate stands in fairlead.yml. */
  readonly at: Place | null
  /** Path of the gate's value in fairlead.yml, for the places of its parts. */
  readonly path: readonly (string | number)[]
}

/** One kind of gate: the key that names it, what stands under the key, and how it judges. */
export interface GateKind<Settings> {
  readonly key: string
  readonly description: string
  readonly schema: z.ZodType<Settings>
  /** Commands run before the gates that read what they leave behind. */
  readonly runsCommands: boolean
  readonly name: (settings: Settings) => string
  readonly judge: (settings: Settings, context: GateContext) => Promise<Judgement>
}

export function passed(expected: string, observed: string): Judgement {
  return { verdict: 'pass', expected, observed, problem: null }
}

export function refused(
  problem: Problem,
  { expected, observed, verdict = 'fail' }: { expected: string; observed: string; verdict?: Verdict },
): Judgement {
  return { verdict, expected, observed, problem }
}
