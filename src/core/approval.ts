import type { Entry } from '../record/entry.ts'
import { planDiffers, planNotRecorded } from '../record/problems.ts'
import type { Journey } from './journey.ts'
import { type ActionPlan, comparePlans, type Plan, type PlanId, planId } from './plan.ts'

/**
 * The plan-id of this run. Without an approved one it is fresh: the plans of this release's dry runs so far, and
 * this one. With an approved one the fresh plan must equal the recorded one, or be its remainder.
 */
export function approvedOrFresh(plan: Plan, journey: Journey): PlanId {
  const { run, step, record } = journey
  const approvedId = run.inputs['plan-id']
  if (approvedId === null) return planId([...plannedBefore(journey), { action: step, plan }])
  const approved = approvedPlan(approvedId, journey)
  const begun = record.entries.some((entry) => entry.kind === 'begun' && entry.planId === approvedId && entry.action === step)
  const difference = comparePlans({ approved, fresh: plan, begun })
  if (difference !== null) throw planDiffers({ planId: approvedId.slice(0, 12), difference: difference.what })
  return approvedId as PlanId
}

/** The dry runs of this attempt, one for each action, newest wins. Only a dry run adds to a release plan. */
function plannedBefore({ run, record, step }: Journey): ActionPlan[] {
  if (!run.inputs['dry-run']) return []
  const mine = record.entries.filter((entry) => entry.release === run.release.id && entry.attempt === run.release.attempt)
  return releasePlan(mine).filter(({ action }) => action !== step)
}

function approvedPlan(approvedId: string, { run, record, step }: Journey): Plan {
  const missing = () => planNotRecorded({ planId: approvedId.slice(0, 12), action: step, environment: run.inputs.environment })
  const last = record.entries.findLast((entry) => entry.kind === 'planned' && entry.planId === approvedId)
  if (last === undefined) throw missing()
  const upToIt = record.entries.filter(
    (entry) => entry.release === last.release && entry.attempt === last.attempt && entry.sequence <= last.sequence,
  )
  const plans = releasePlan(upToIt)
  const mine = plans.find(({ action }) => action === step)
  if (planId(plans) !== approvedId || mine === undefined) throw missing()
  return mine.plan
}

function releasePlan(entries: readonly Entry[]): ActionPlan[] {
  const plans = new Map<string, Plan>()
  for (const { kind, action, plan } of entries) {
    if (kind !== 'planned' || plan === null) continue
    // A repeated dry run moves to the end: the release plan lists actions in the order they were last planned.
    plans.delete(action)
    plans.set(action, plan)
  }
  return [...plans].map(([action, plan]) => ({ action, plan }))
}
