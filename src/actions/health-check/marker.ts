import type { Entry } from '../../record/entry.ts'
import type { History } from '../../record/history.ts'

interface Asked {
  readonly release: string
  readonly profile: string
}

/** The marker of the run that comes now: no run before had it, and the record holds it before the first write. */
export function markerOf(history: History, asked: Asked): string {
  const runs = entriesOf(history, asked).filter(({ kind }) => kind === 'begun').length
  return `fairlead-${asked.release}-${asked.profile}-${runs + 1}`
}

/** Markers of runs that were cut off before they told how they ended: what their scenarios made may still be there. */
export function markersOfCutRuns(history: History, asked: Asked): readonly string[] {
  const cut: string[] = []
  let open: string | null = null
  for (const { kind, wayBack } of entriesOf(history, asked)) {
    if (kind !== 'begun' && kind !== 'ended') continue
    if (kind === 'begun' && open !== null) cut.push(open)
    open = kind === 'begun' && typeof wayBack['marker'] === 'string' ? wayBack['marker'] : null
  }
  return open === null ? cut : [...cut, open]
}

function entriesOf(history: History, { release, profile }: Asked): readonly Entry[] {
  return history.ofRelease(release).filter(({ action }) => action === `health-check:${profile}`)
}
