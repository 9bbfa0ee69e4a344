import type { Config } from '../config/config.ts'
import type { History } from '../record/history.ts'
import type { InputValues, Manifest } from './manifest.ts'
import type { Markdown } from './markdown.ts'
import type { Outcome } from './outcome.ts'
import type { JsonObject, Plan } from './plan.ts'
import type { References } from './resolve.ts'
import type { World } from './world.ts'

/** Everything one run of an action was asked to do. */
export interface Run<M extends Manifest = Manifest> {
  readonly inputs: InputValues<M>
  readonly config: Config
  readonly release: Release
  /** The record as it was when the run started. */
  readonly history: History
  /** Where it is kept: `directory:PATH` or `branch:NAME`. */
  readonly recordLocation: string
  /** Gives late references (`${contracts.token.id}`) their values. */
  readonly references: References
  /** Records that the soak passed: the way back of later releases leads here, and nothing rolls this one back any more. */
  readonly accept: (facts: JsonObject) => Promise<void>
}

export interface Release {
  readonly id: string
  readonly commit: string
  readonly attempt: number
  /** Absolute path of the release's own folder; it may not exist yet. */
  readonly directory: string
  /** What of the working directory is copied into the release folder; empty: the build prepares it. */
  readonly copy: readonly string[]
}

/** What an action supplies; everything else is the road's. */
export interface Action<M extends Manifest, P extends Plan> {
  readonly manifest: M
  /** Pure in its facts: the same facts give the same plan. Reads targets, changes nothing. */
  plan(run: Run<M>, world: World): Promise<P>
  /** Carries the plan out and ends by reading back. */
  apply(plan: P, run: Run<M>, world: World): Promise<Outcome>
  /** What a person should see of a plan (outcome null) or of an outcome. */
  summary(plan: P, outcome: Outcome | null): Markdown
}
