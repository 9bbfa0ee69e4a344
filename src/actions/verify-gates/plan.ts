import type { Plan } from '../../core/plan.ts'

/** One gate to judge; the digest binds an approval to its settings. */
type GateStep = { readonly id: string; readonly kind: string; readonly settingsSha256: string }

export type GatesPlan = Plan<GateStep>
