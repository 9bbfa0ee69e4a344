import type { Run } from '../core/action.ts'
import type { Entry } from '../record/entry.ts'
import { unsettledMigration } from './migration-problems.ts'

/** A release that began to migrate and of which the record does not say that it ended well. */
export interface UnsettledRelease {
  readonly release: string
  readonly begun: Entry
  readonly held: boolean
}

/** What else tells of one. `not-begun`: it changed nothing, and whether it looked at what was before it is not known. */
export type Settlement = 'settled' | 'not-begun' | 'open'

/**
 * A backup of a half-migrated database would be no way back. Problem `database/unsettled-migration` unless `settlementOf`
 * proves for every other release that may have left one that it did not. `settled`: the release of which a person says so.
 */
export async function refuseUnsettledReleases(
  { run, settled }: { run: Pick<Run, 'history' | 'release'>; settled: string | null },
  settlementOf: (found: UnsettledRelease) => Promise<Settlement>,
): Promise<void> {
  for (const found of unsettledReleases(run)) {
    const settlement = found.release === settled ? 'settled' : await settlementOf(found)
    // It could only begin because nothing before it was open.
    if (settlement === 'settled') return
    if (settlement === 'not-begun') continue
    throw unsettledMigration({
      release: found.release,
      reason: found.held
        ? 'its migration failed and the database was held as it is'
        : 'its migration was begun, and nothing says how it ended',
    })
  }
}

/** How the newest attempt of a release left the database by the record; null: it ended well, or there was none. */
export function unsettledAttempt(entries: readonly Entry[], release: string): UnsettledRelease | null {
  const mine = attempts(entries).filter((entry) => entry.release === release)
  const begun = mine.findLast(({ kind }) => kind === 'begun')
  const last = mine.at(-1)
  if (begun === undefined || last === undefined) return null
  if (last.kind === 'begun') return { release, begun, held: false }
  const undo = undoOf(entries, release)
  const state = (undo !== null && undo.sequence > last.sequence ? undo : last).facts['state']
  return state === 'held' || state === undefined ? { release, begun, held: state === 'held' } : null
}

/** The newest entry that swapped the database of a release in again; its fact `state` is what the migration has come to by it. Null: none did. */
export function undoOf(entries: readonly Entry[], release: string): Entry | null {
  return entries.findLast(({ facts }) => facts['undoes'] === release) ?? null
}

/** Other releases, the newest first, back to the first that ended well. */
function unsettledReleases({ history: { entries }, release }: Pick<Run, 'history' | 'release'>): UnsettledRelease[] {
  const names = attempts(entries).map((entry) => entry.release)
  const found: UnsettledRelease[] = []
  for (const name of new Set(names.filter((other) => other !== release.id).toReversed())) {
    const unsettled = unsettledAttempt(entries, name)
    if (unsettled === null) break
    found.push(unsettled)
  }
  return found
}

/** Entries of migrations, without those that were refused for an unsettled one: they neither began nor settled anything. */
function attempts(entries: readonly Entry[]): Entry[] {
  const mine = entries.filter(({ action, kind }) => action === 'backup-and-migrate' && kind !== 'planned')
  const isRefused = (entry: Entry) => entry.reasonCode === unsettledMigration.definition.code
  return mine.filter((entry, index) => {
    if (entry.kind !== 'begun') return !isRefused(entry)
    const end = mine.slice(index + 1).find(({ release }) => release === entry.release)
    return end === undefined || !isRefused(end)
  })
}
