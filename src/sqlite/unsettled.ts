import type { Run } from '../core/action.ts'
import type { World } from '../core/world.ts'
import type { FileStore } from '../database/file-store.ts'
import { readMark } from '../database/migration-mark.ts'
import { backupFolderName, readBackup } from '../database/stored-backup.ts'
import { refuseUnsettledReleases, type Settlement, type UnsettledRelease } from '../database/unsettled-release.ts'
import { differencesBetween } from './content.ts'
import { type LiveFile, liveSnapshot } from './live-file.ts'
import { snapshotOf, sqliteBackups } from './manifest.ts'

/** Problem `database/unsettled-migration` unless it is proved that no other release left the file half migrated. */
export async function refuseUnsettledFile(
  { run, store, settled, live }: { run: Pick<Run, 'history' | 'release'>; store: FileStore; settled: string | null; live: LiveFile },
  world: World,
): Promise<void> {
  await refuseUnsettledReleases({ run, settled }, (found) => settlementOf(found, { store, live, world }))
}

async function settlementOf(
  { release, begun, held }: UnsettledRelease,
  { store, live, world }: { store: FileStore; live: LiveFile; world: World },
): Promise<Settlement> {
  const backup = await readBackup({ store, folder: backupFolderName(release) }, sqliteBackups)
  if (backup === null) {
    if (held) return 'open'
    const now = await liveSnapshot(live, world)
    const isAsBefore = begun.plan?.fence['schema'] === now.fingerprint && begun.plan.fence['version'] === now.version.digest
    return isAsBefore ? 'not-begun' : 'open'
  }
  if ((await readMark(backup)) !== 'begun') return 'settled'
  return differencesBetween(snapshotOf(backup.manifest), await liveSnapshot(live, world)).length === 0 ? 'settled' : 'open'
}
