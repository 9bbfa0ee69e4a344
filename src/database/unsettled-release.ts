import type { Run } from '../core/action.ts'
import type { Entry } from '../record/entry.ts'

/** The newest other release that began to migrate this database and of which the record does not say that it ended well. */
export function unsettledRelease({
  history,
  release,
}: Pick<Run, 'history' | 'release'>): { release: string; begun: Entry; held: boolean } | null {
  const mine = history.entries.filter(
    (entry) => entry.action === 'backup-and-migrate' && entry.release !== release.id && entry.kind !== 'planned',
  )
  const last = mine.at(-1)
  if (last === undefined) return null
  const begun = mine.findLast((entry) => entry.kind === 'begun' && entry.release === last.release)
  if (begun === undefined) return null
  if (last.kind === 'begun') return { release: last.release, begun, held: false }
  const undo = undoOf(history.entries, last.release)
  const state = (undo !== null && undo.sequence > last.sequence ? undo : last).facts['state']
  return state === 'held' || state === undefined ? { release: last.release, begun, held: state === 'held' } : null
}

/** The newest entry that swapped the database of a release in again; its fact `state` is what the migration has come to by it. Null: none did. */
export function undoOf(entries: readonly Entry[], release: string): Entry | null {
  return entries.findLast(({ facts }) => facts['undoes'] === release) ?? null
}
