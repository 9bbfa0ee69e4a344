import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import canonicalize from 'canonicalize'

/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** One thing to do. `id` names it within its plan and stays the same for the same work. */
export type Step = JsonObject & { readonly id: string }

/**
 * What an action will do: plain data, printable, the same for the same facts.
 * The plan-id covers `steps`, `binding` and `fence`.
 */
export interface Plan<PlannedStep extends Step = Step> {
  readonly steps: readonly PlannedStep[]
  /** Public facts that never move while the plan is carried out: passphrase, deployer address, database system identifier. */
  readonly binding: JsonObject
  /** Facts that must not have moved under an approval but move by the plan's own steps: schema version, active color. */
  readonly fence: JsonObject
  /** Ids of steps that the target proves to be done already. They let a half-done plan go on as its remainder. */
  readonly done: readonly string[]
  /** How to undo it, recorded before the first write: previous wasm hashes, backup, active color. */
  readonly wayBack: JsonObject
  /** Outputs as they will be: contract ids are computable. For the plans of later actions; not covered by the plan-id. */
  readonly predicted: JsonObject
  /** For people only: volatile facts, estimates. Not covered by the plan-id. */
  readonly notes: JsonObject
}

export type PlanId = string & { readonly kind: 'plan-id' }

/** A plan with the action it belongs to and the step of the chain (an action may run twice in one release). */
export interface ActionPlan {
  readonly action: string
  readonly plan: Plan
}

/** sha256 (hex) of the canonical JSON (RFC 8785) of the release plan: the list of its actions' plans so far. */
export function planId(plans: readonly ActionPlan[]): PlanId {
  const covered = plans.map(({ action, plan }) => ({ action, steps: plan.steps, binding: plan.binding, fence: plan.fence }))
  return createHash('sha256').update(canonicalJson(covered)).digest('hex') as PlanId
}

export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('a plan must be plain JSON')
  return text
}

/** Why a fresh plan is not the approved one, or null when it is the same plan or its remainder. */
export interface PlanDifference {
  readonly what: string
}

/**
 * Compares a fresh plan with the approved one. It is the same when steps, binding and fence are equal. It is the
 * remainder when `begun` (the record says the approved plan was begun), nothing new is to be done, and every step
 * that is missing is proved done on the target.
 */
export function comparePlans({ approved, fresh, begun }: { approved: Plan; fresh: Plan; begun: boolean }): PlanDifference | null {
  const bindingMoved = differingKeys(approved.binding, fresh.binding)
  if (bindingMoved.length > 0) return { what: `${bindingMoved.join(', ')} changed` }
  const fenceMoved = differingKeys(approved.fence, fresh.fence)
  if (isDeepStrictEqual(approved.steps, fresh.steps) && fenceMoved.length === 0) return null
  if (!begun && fenceMoved.length > 0) return { what: `${fenceMoved.join(', ')} changed since the plan was approved` }

  const approvedSteps = new Map(approved.steps.map((step) => [step.id, step]))
  const added = fresh.steps.filter((step) => !isDeepStrictEqual(approvedSteps.get(step.id), step))
  if (added.length > 0) return { what: `not in the approved plan: ${added.map((step) => step.id).join(', ')}` }
  const freshIds = new Set(fresh.steps.map((step) => step.id))
  const missing = approved.steps.filter((step) => !freshIds.has(step.id))
  if (!begun) return { what: `no longer to be done, though the plan was never begun: ${missing.map((step) => step.id).join(', ')}` }
  const unproved = missing.filter((step) => !fresh.done.includes(step.id))
  return unproved.length === 0 ? null : { what: `missing, and not proved done: ${unproved.map((step) => step.id).join(', ')}` }
}

function differingKeys(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !isDeepStrictEqual(before[key], after[key]))
}
