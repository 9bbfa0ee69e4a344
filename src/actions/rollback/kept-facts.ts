import type { World } from '../../core/world.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { catalogEntry, liveState } from '../../postgres/live-state.ts'
import { type RecordedSwap, recordedSwap } from '../../postgres/way-back/recorded-swap.ts'
import { countRowsSince, type RowsWritten } from '../../postgres/way-back/written-rows.ts'
import type { Entry } from '../../record/entry.ts'
import type { KeptSituation } from './kept-decision.ts'
import type { RollbackRun } from './plan.ts'

/** Reads what became of the databases of a swap; changes nothing. Null: the record knows no swap. */
export async function readKept(run: RollbackRun, world: World): Promise<{ swap: RecordedSwap; situation: KeptSituation } | null> {
  const found = recordedSwap(run.history.entries, run.inputs['release-id'])
  if (found === null) return null
  const { swap, entry } = found
  const section = run.config.require(databaseSection)
  await using database = await openDatabase(run, world)
  const { entry: live, closedBy } = await liveState(database)
  const kept = await catalogEntry(database, swap.aside.name)
  const isThere = kept !== null && kept.oid === swap.aside.oid
  const isSwappedIn = live?.oid === swap.live.oid
  const written =
    isSwappedIn && live.open ? await rowsSince(swap, { database, versionTable: section.migrate['version-table'] ?? null }) : null
  return {
    swap,
    situation: {
      live: isSwappedIn ? 'swapped-in' : live?.oid === swap.aside.oid ? 'kept-one' : 'another',
      kept: !isThere ? 'gone' : kept.open ? 'open' : 'closed',
      keptUntil: swap.keptUntil,
      migratedSince: migratedSince(run.history.entries, entry),
      leftClosed: closedBy !== null,
      rowsWritten: written?.rows ?? null,
      written: written?.tables ?? [],
      maxLostRows: section['max-lost-rows'],
      release: swap.release,
    },
  }
}

async function rowsSince(
  { live }: RecordedSwap,
  { database, versionTable }: { database: Database; versionTable: string | null },
): Promise<RowsWritten | null> {
  if (live.counters === null) return null
  await using session = await database.connect({ to: database.name, as: 'read' })
  return await countRowsSince(session, live.counters, versionTable)
}

/** The release that began to migrate after a swap; null: none did, or only ones that left the database as it was. */
export function migratedSince(entries: readonly Entry[], swapped: Entry): string | null {
  const later = entries.filter(({ action, sequence }) => action === 'backup-and-migrate' && sequence > swapped.sequence)
  const begun = later.find((entry, index) => entry.kind === 'begun' && !leftUnchanged(entry, later.slice(index + 1)))
  return begun?.release ?? null
}

/** Whether an attempt ended with the database proved to be as before it. */
function leftUnchanged({ release }: Entry, after: readonly Entry[]): boolean {
  return after.find((entry) => entry.release === release)?.facts['state'] === 'unchanged'
}
