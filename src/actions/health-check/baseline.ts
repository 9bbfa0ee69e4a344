import type { Json, JsonObject } from '../../core/plan.ts'
import type { Latency } from '../../probes/result.ts'
import type { History } from '../../record/history.ts'

/** What latency was before: of the profile `active` in this release, else of the newest run of this profile in an earlier one. Null when never. */
export function baselineBefore(history: History, { release, profile }: { release: string; profile: string }): JsonObject | null {
  const steps = profile === 'active' ? ['health-check:public', 'health-check:active'] : ['health-check:active', `health-check:${profile}`]
  const measured = history.entries.filter((entry) => entry.kind === 'ended' && entry.verdict === 'pass' && steps.includes(entry.action))
  const mine = measured.findLast((entry) => profile !== 'active' && entry.release === release && entry.action === 'health-check:active')
  const found = mine ?? measured.findLast((entry) => entry.release !== release)
  return asObject(found?.facts['latency'])
}

/** The output `baseline`: figures of now, and of before. Null where nothing was measured. */
export function baselineOf({ profile, latency, before }: { profile: string; latency: Latency | null; before: JsonObject | null }): Json {
  return latency === null ? null : { profile, ...latency, before }
}

function asObject(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}
