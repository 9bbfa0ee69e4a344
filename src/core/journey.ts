import type { Entry } from '../record/entry.ts'
import type { ReleaseRecord } from '../record/record.ts'
import type { Run } from './action.ts'
import type { commonInputs } from './common.ts'
import type { InputSource } from './inputs.ts'
import type { Manifest } from './manifest.ts'
import type { PlanId } from './plan.ts'
import type { World } from './world.ts'

/** Every action's manifest has the common inputs. */
export type CommonManifest = Manifest<typeof commonInputs>

/** How far a run of the road got: all that recording and reporting need. */
export interface Journey {
  readonly manifest: Manifest
  /** The action's name in the record; an action that runs twice in one release tells its profile too: `health-check:public`. */
  readonly step: string
  readonly world: World
  readonly startedMs: number
  readonly sources: Readonly<Record<string, InputSource>>
  readonly run: Run<CommonManifest>
  readonly record: ReleaseRecord
  readonly planId: PlanId | null
}

type Told = Pick<Entry, 'kind'> & Partial<Entry>

/** An entry of this run; what is not told is empty. */
export function entryOf({ run, world, step, planId }: Journey, told: Told): Omit<Entry, 'schema' | 'sequence' | 'previous'> {
  return {
    time: world.clock.now().toISOString(),
    system: run.config.system,
    environment: run.inputs.environment,
    release: run.release.id,
    attempt: run.release.attempt,
    commit: run.release.commit,
    action: step,
    planId,
    plan: null,
    verdict: null,
    reasonCode: null,
    changed: null,
    outputs: {},
    facts: {},
    wayBack: {},
    durationMs: null,
    actor: world.runner.facts.actor,
    ...told,
  }
}

/** Milliseconds since the action started. */
export function elapsed({ world, startedMs }: Journey): number {
  return Math.round(world.clock.elapsedMs() - startedMs)
}
