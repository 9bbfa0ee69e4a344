import type { Json, JsonObject } from './plan.ts'
import type { Problem } from './problem.ts'
import type { Verdict } from './verdict.ts'

/** What an action achieved, read back from the target. */
export interface Outcome {
  readonly verdict: Verdict
  /** Whether the target is another one than before. */
  readonly changed: boolean
  /** The action's own outputs; objects are written as JSON. */
  readonly outputs: Readonly<Record<string, Json>>
  /** Facts read back, for the record. */
  readonly facts: JsonObject
  /** Why the verdict does not let the release through: the first one gives the reason-code. */
  readonly problems: readonly Problem[]
}

export function outcome(fields: Partial<Outcome> & Pick<Outcome, 'verdict' | 'changed'>): Outcome {
  return { outputs: {}, facts: {}, problems: [], ...fields }
}
