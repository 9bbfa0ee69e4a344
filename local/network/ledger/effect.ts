import type { InvocationMetrics } from './invocation-metrics.ts'
import type { Rules } from './rules.ts'
import type { KeyText, View } from './state.ts'
import type { InnerTransaction } from './transaction.ts'

/** What a Soroban operation did, or the code of why it did nothing. It comes into force only if its refundable fee suffices. */
export type Effect = Done | Refused

export interface Done {
  done: true
  /** What the arm of success holds. */
  payload: Uint8Array
  writes: ReadonlyMap<KeyText, Uint8Array | null>
  /** Entries, and their lifetimes, that came back from the archive, as they were when they came. */
  restored: ReadonlyMap<KeyText, Uint8Array>
  /** Stroops. */
  rentFee: bigint
  /** Of the events and the value together. */
  eventBytes: number
  events: readonly Uint8Array[]
  /** XDR of an ScVal. */
  value: Uint8Array | null
  diagnostics: readonly Uint8Array[]
  use: Use | null
  /** Told after all else; null for what is not counted. */
  metrics: InvocationMetrics | null
}

export interface Refused {
  done: false
  code: number
  diagnostics: readonly Uint8Array[]
  /** For the log: the host's own words. */
  reason: string
  use: Use | null
  metrics: InvocationMetrics | null
}

/** What the host counted. */
export interface Use {
  instructions: bigint
  memory: bigint
}

export interface SorobanContext {
  /** Live entries. */
  view: View
  /** Entries that were evicted from the live state. */
  archive: View
  rules: Rules
  inner: InnerTransaction
  /** XDR of the AccountID in whose name it acts. */
  source: Uint8Array
  /** Of the pseudo-random numbers that contracts draw. */
  seed: Uint8Array
}

export function refused(code: number, reason: string, told: Partial<Pick<Refused, 'diagnostics' | 'use' | 'metrics'>> = {}): Refused {
  return { done: false, code, reason, diagnostics: [], use: null, metrics: null, ...told }
}
