import type { Plan, Step } from '../../core/plan.ts'

/** A probe to run; the digest binds an approval to its settings. */
type ProbeStep = Step & { readonly kind: string; readonly digest: string }

export type HealthPlan = Plan<ProbeStep>
