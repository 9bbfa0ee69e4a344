import type { Difference } from './difference.ts'
import type { Outcome } from './outcome.ts'
import type { Scenario } from './recordings.ts'
import { replay } from './scenario.ts'
import { readLedgers } from './stream.ts'

/** Replays one scenario. What cannot be replayed at all differs in its result. */
export function outcomeOf(scenario: Scenario): Outcome {
  const { id, name } = scenario
  try {
    return { id, name, ...replay(name, readLedgers(scenario)) }
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const difference: Difference = { level: 'result', what: 'could not be replayed', ledger: 0, index: null, detail }
    return { id, name, protocol: 0, ledgers: 0, transactions: 0, differences: [difference] }
  }
}
