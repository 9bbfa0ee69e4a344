import { type Outcome, outcome } from '../../core/outcome.ts'
import type { MigrationRun } from './facts.ts'
import { manifest } from './manifest.ts'

/** The record tells the outcome of the attempt before, and the database was just seen to be as it says. */
export function asBefore(run: MigrationRun): Outcome {
  const last = run.history.entries.findLast(
    (entry) => entry.action === manifest.name && entry.release === run.release.id && entry.kind === 'ended' && entry.verdict === 'pass',
  )
  return outcome({ verdict: 'pass', changed: false, outputs: { ...last?.outputs } as Outcome['outputs'], facts: last?.facts ?? {} })
}
