import { type Outcome, outcome } from '../../core/outcome.ts'
import type { Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { storeOfPath } from '../../postgres/backup/store.ts'
import { openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { migrationLock } from '../../postgres/lock.ts'
import { standbyName } from '../../postgres/names.ts'
import { reopenDatabase } from '../../postgres/way-back/door.ts'
import { type RecordedSwap, recordedSwap } from '../../postgres/way-back/recorded-swap.ts'
import { type Swapped, swapBack } from '../../postgres/way-back/swap.ts'
import { decideUndo } from './kept-decision.ts'
import { readKept } from './kept-facts.ts'
import { planOf, type RollbackPlan, type RollbackRun } from './plan.ts'
import { releaseUnknown, undoHeld } from './problems.ts'
import { settleWhereReached } from './settle.ts'

/** Whether the database that the last way back put aside may be swapped in again. Needs the record alone. */
export async function planUndoSwap(run: RollbackRun, world: World): Promise<RollbackPlan> {
  // A file has no such swap, so "nothing to undo" would be no answer for one.
  run.config.require(databaseSection)
  const kept = await readKept(run, world)
  if (kept !== null)
    return planOf(decideUndo(kept.situation), {
      undone: { id: kept.swap.release, before: null },
      rowsAtRisk: kept.situation.rowsWritten,
    })
  const asked = run.inputs['release-id']
  if (asked !== null && run.history.ofRelease(asked).length === 0) throw releaseUnknown({ release: asked, location: run.recordLocation })
  const because = `the record knows no swap of the database${asked === null ? '' : ` by the way back of ${asked}`}`
  return planOf({ decision: 'none', steps: [], loses: [], because }, { undone: null, rowsAtRisk: null })
}

/** Swaps it in under the migration lock. A run that was killed in it is finished by the next. */
export async function undoSwap(plan: RollbackPlan, run: RollbackRun, world: World): Promise<Outcome> {
  const { decision, because, loses } = plan.notes
  world.log.line(`${decision}: ${because}`)
  for (const loss of loses) world.log.line(`cannot be brought back: ${loss}`)
  const nothing = () => told(plan, { release: null, changed: false, lostRows: 0, problem: null })
  if (recordedSwap(run.history.entries, run.inputs['release-id']) === null) return nothing()
  await using database = await openDatabase(run, world)
  await using _ = await migrationLock(database, world)
  const reopened = await reopenDatabase(database, world)
  // Read only now: under the lock nobody moves what it is decided on.
  const kept = await readKept(run, world)
  if (kept === null) return nothing()
  const { swap, situation } = kept
  const { release } = swap
  if (decision === 'hold') return told(plan, { release, changed: reopened, lostRows: 0, problem: undoHeld({ release, because }) })
  const now = decideUndo(situation)
  if (now.decision !== decision)
    return told(plan, { release, changed: reopened, lostRows: 0, problem: undoHeld({ release, because: now.because }) })
  if (decision === 'none') {
    if (situation.live === 'kept-one') await settle(swap, run, world)
    return told(plan, { release, changed: reopened, lostRows: 0, problem: null, mark: swap.mark })
  }
  if (swap.live.counters === null) throw new TypeError('a swap without counters is held')
  const swapped = await swapBack(
    {
      database,
      standby: standbyName({ database: database.name, release }),
      failed: swap.aside.name,
      release,
      limit: situation.maxLostRows,
      baseline: swap.live.counters,
      versionTable: run.config.require(databaseSection).migrate['version-table'] ?? null,
    },
    world,
  )
  if (!swapped.swapped)
    return told(plan, { release, changed: reopened, lostRows: 0, problem: undoHeld({ release, because: refusalText(swapped) }) })
  await settle(swap, run, world)
  world.log.line(`"${swap.aside.name}" is the live database again; the other one is "${swapped.exchange.aside.name}", the standby`)
  return told(plan, { release, changed: true, lostRows: swapped.written.rows ?? 0, problem: null, mark: swap.mark })
}

/** The migration is what it was before it was taken back: applied, or half done. */
async function settle(swap: RecordedSwap, run: RollbackRun, world: World): Promise<void> {
  await settleWhereReached({ backup: swap.backup, as: swap.mark, store: () => storeOfPath(swap.backup, run, world) }, world)
}

function refusalText({ written }: Extract<Swapped, { swapped: false }>): string {
  return written.rows === null
    ? 'the rows written since the swap cannot be counted'
    : `${written.rows} rows were written up to the last moment, more than max-lost-rows`
}

function told(
  plan: RollbackPlan,
  {
    release,
    changed,
    lostRows,
    problem,
    mark = null,
  }: { release: string | null; changed: boolean; lostRows: number; problem: Problem | null; mark?: RecordedSwap['mark'] | null },
): Outcome {
  return outcome({
    verdict: problem === null ? 'pass' : 'fail',
    changed,
    problems: problem === null ? [] : [problem],
    outputs: {
      decision: plan.notes.decision,
      'restored-release': mark === null ? '' : (release ?? ''),
      'data-loss': lostRows,
      'kept-database': '',
      steps: plan.steps.map(({ id }) => id),
    },
    // A half-done migration is a held one again.
    facts: { because: plan.notes.because, ...(mark === null ? {} : { undoes: release, state: mark === 'applied' ? 'migrated' : 'held' }) },
  })
}
