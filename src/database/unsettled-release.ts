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
  return last.facts['state'] === 'held' || last.facts['state'] === undefined
    ? { release: last.release, begun, held: last.facts['state'] === 'held' }
    : null
}
