import type { Duration } from '../../core/duration.ts'
import type { JsonObject } from '../../core/plan.ts'
import type { MigrationMark } from '../../database/migration-mark.ts'
import type { Entry } from '../../record/entry.ts'
import type { Exchange } from './swap.ts'
import type { Counters } from './written-rows.ts'

/** A swap as the record tells it: what can be swapped in again by one command, on a fresh machine. */
export interface RecordedSwap extends Exchange {
  /** Whose migration it took back. */
  readonly release: string
  /** The `backup-path` that was swapped in, and what its migration had come to. */
  readonly backup: string
  readonly mark: Extract<MigrationMark, 'begun' | 'applied'>
  /** From this moment (ISO 8601, UTC) on the next release removes the database that was kept. */
  readonly keptUntil: string
}

/** For the facts of the entry that ends the run which swapped. */
export function swapFacts(
  exchange: Exchange,
  { takenAt, keep, ...told }: Pick<RecordedSwap, 'release' | 'backup' | 'mark'> & { takenAt: string; keep: Duration },
): { swap: JsonObject; keptDatabase: string; keptUntil: string } {
  const keptUntil = new Date(Date.parse(takenAt) + keep.ms).toISOString()
  const swap = JSON.parse(JSON.stringify({ ...exchange, ...told, keptUntil })) as JsonObject
  return { swap, keptDatabase: exchange.aside.name, keptUntil }
}

/** The newest swap, of one release or of any; null: the record knows none. */
export function recordedSwap(entries: readonly Entry[], release: string | null): { swap: RecordedSwap; entry: Entry } | null {
  const found = entries.findLast(({ facts }) => isSwap(facts['swap']) && (release === null || facts['swap'].release === release))
  return found === undefined || !isSwap(found.facts['swap']) ? null : { swap: found.facts['swap'], entry: found }
}

/** The facts of an entry are what `swapFacts` made: the record proves by its hashes that nobody changed them. */
function isSwap(facts: unknown): facts is RecordedSwap & JsonObject & { live: { counters: Counters | null } } {
  return typeof facts === 'object' && facts !== null && 'aside' in facts
}
