import { createHash } from 'node:crypto'
import type { JsonObject, Plan, PlanId } from '../core/plan.ts'
import type { Verdict } from '../core/verdict.ts'

/** `planned`: a dry run ended with this plan. `begun`: the first write follows. `ended`: read back and told. `accepted`: the soak passed. */
export type EntryKind = 'planned' | 'begun' | 'ended' | 'accepted'

/** One fact of a release, never changed after it was written. */
export interface Entry {
  readonly schema: 1
  readonly sequence: number
  /** sha256 (hex) of the text of the entry before; null in the first. */
  readonly previous: string | null
  /** ISO 8601 in UTC. */
  readonly time: string
  readonly system: string
  readonly environment: string
  readonly release: string
  readonly attempt: number
  readonly commit: string
  readonly action: string
  readonly kind: EntryKind
  readonly planId: PlanId | null
  readonly plan: Plan | null
  readonly verdict: Verdict | null
  readonly reasonCode: string | null
  readonly changed: boolean | null
  readonly outputs: JsonObject
  readonly facts: JsonObject
  readonly wayBack: JsonObject
  readonly durationMs: number | null
  readonly actor: string
}

/** The text of an entry as it is stored; the next entry names its hash. */
export function entryText(entry: Entry): string {
  return `${JSON.stringify(entry, null, 2)}\n`
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
