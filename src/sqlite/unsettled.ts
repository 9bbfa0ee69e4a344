import type { Run } from '../core/action.ts'
import type { World } from '../core/world.ts'
import type { FileStore } from '../database/file-store.ts'
import { readMark } from '../database/migration-mark.ts'
import { unsettledMigration } from '../database/migration-problems.ts'
import { backupFolderName, readBackup } from '../database/stored-backup.ts'
import { unsettledRelease } from '../database/unsettled-release.ts'
import { differencesBetween } from './content.ts'
import { type LiveFile, liveSnapshot } from './live-file.ts'
import { snapshotOf, sqliteBackups } from './manifest.ts'

/**
 * A backup of a half-migrated file would be no way back. Problem `database/unsettled-migration` unless it is proved that
 * the earlier release changed nothing: its migration was never begun, or the file is what its backup holds.
 */
export async function refuseUnsettledFile(
  { run, store, settled, live }: { run: Pick<Run, 'history' | 'release'>; store: FileStore; settled: string | null; live: LiveFile },
  world: World,
): Promise<void> {
  const found = unsettledRelease(run)
  if (found === null || found.release === settled) return
  const backup = await readBackup({ store, folder: backupFolderName(found.release) }, sqliteBackups)
  const mark = backup === null ? null : await readMark(backup)
  if (mark === 'undone' || mark === 'applied' || (backup !== null && mark === null)) return
  const now = await liveSnapshot(live, world)
  const fence = found.begun.plan?.fence ?? null
  const isUntouched =
    backup === null
      ? !found.held && fence?.['schema'] === now.fingerprint && fence?.['version'] === now.version.digest
      : differencesBetween(snapshotOf(backup.manifest), now).length === 0
  if (isUntouched) return
  throw unsettledMigration({
    release: found.release,
    reason: found.held
      ? 'its migration failed and the database was held as it is'
      : 'its migration was begun, and nothing says how it ended',
  })
}
