import type { Run } from '../core/action.ts'
import type { Entry } from '../record/entry.ts'
import { findBackup } from './backup-store.ts'
import { contentDifferences } from './content.ts'
import type { FileStore } from './file-store.ts'
import { readMark } from './migration-mark.ts'
import { unsettledMigration } from './migration-problems.ts'
import { undoOf } from './recorded-swap.ts'
import type { Snapshot } from './snapshot.ts'

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

/**
 * A backup of a half-migrated database would be no way back. Problem `postgres/unsettled-migration` unless it is proved
 * that the earlier release changed nothing: its migration was never begun, or the database is what its backup holds.
 */
export async function refuseUnsettled(
  { run, store, settled }: { run: Pick<Run, 'history' | 'release'>; store: FileStore; settled: string | null },
  readLive: () => Promise<Snapshot>,
): Promise<void> {
  const found = unsettledRelease(run)
  if (found === null || found.release === settled) return
  const backup = await findBackup(store, found.release)
  const mark = backup === null ? null : await readMark(backup)
  if (mark === 'undone' || mark === 'applied') return
  const live = await readLive()
  if (backup !== null) {
    if (mark === null) return
    const { structure, content, version } = backup.manifest
    const same = structure.fingerprint === live.schema.fingerprint && version.digest === live.version.digest
    if (same && contentDifferences(content, live.content).length === 0) return
  } else if (
    found.begun.plan?.fence['schema'] === live.schema.fingerprint &&
    found.begun.plan.fence['version'] === live.version.digest &&
    !found.held
  ) {
    return
  }
  throw unsettledMigration({
    release: found.release,
    reason: found.held
      ? 'its migration failed and the database was held as it is'
      : 'its migration was begun, and nothing says how it ended',
  })
}
