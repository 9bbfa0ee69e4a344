import type { Run } from '../../core/action.ts'
import type { FileStore } from '../../database/file-store.ts'
import { readMark } from '../../database/migration-mark.ts'
import { unsettledMigration } from '../../database/migration-problems.ts'
import { unsettledRelease } from '../../database/unsettled-release.ts'
import { findBackup } from '../backup/backup-store.ts'
import { contentDifferences } from '../backup/content.ts'
import type { Snapshot } from '../backup/snapshot.ts'

/**
 * A backup of a half-migrated database would be no way back. Problem `database/unsettled-migration` unless it is proved
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
