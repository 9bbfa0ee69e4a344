import type { Run } from '../../core/action.ts'
import { undoOf } from '../../database/unsettled-release.ts'
import type { Entry } from '../../record/entry.ts'
import type { ReleaseName } from './colors.ts'

/** The release to take back, and the one before it. */
export interface UndoneRelease extends ReleaseName {
  readonly entries: readonly Entry[]
  /** The newest accepted release before it; null before the first. */
  readonly before: ReleaseName | null
  /** A release that was accepted after this one began: what runs now is its work, not this one's. */
  readonly supersededBy: string | null
}

/** Actions that change a target. */
const changing = ['deploy-soroban-contracts', 'backup-and-migrate', 'blue-green-switch']

/**
 * Which release is meant: this run's own where the record knows it (the rollback step of a release), the one asked for,
 * else the newest one that began to change something. Null: there is none.
 */
export function undoneRelease({
  history,
  release,
  inputs,
}: Pick<Run, 'history' | 'release'> & { inputs: { 'release-id': string | null } }): UndoneRelease | null {
  const own = history.ofRelease(release.id).some(({ action }) => action.split(':')[0] !== 'rollback')
  const newest = history.entries.findLast(({ kind, action }) => kind === 'begun' && changing.includes(action))
  const id = inputs['release-id'] ?? (own ? release.id : (newest?.release ?? null))
  if (id === null) return null
  const entries = history.ofRelease(id)
  const first = entries[0]
  if (first === undefined) return null
  const before = history.entries.findLast(
    ({ kind, release: other, sequence }) => kind === 'accepted' && other !== id && sequence < first.sequence,
  )
  const later = history.entries.findLast(
    ({ kind, release: other, sequence }) => kind === 'accepted' && other !== id && sequence > first.sequence,
  )
  const undo = undoOf(history.entries, id)
  return {
    id,
    commit: first.commit,
    // An undo is often another run's, and with it an entry of another release.
    entries: history.entries.filter((entry) => entry.release === id || entry === undo),
    before: before === undefined ? null : { id: before.release, commit: before.commit },
    supersededBy: later?.release ?? null,
  }
}
