import type { Run } from '../../core/action.ts'
import { backupDamaged } from '../../database/backup-problems.ts'
import type { FileStore } from '../../database/file-store.ts'
import { readMark } from '../../database/migration-mark.ts'
import { backupPath } from '../../database/stored-backup.ts'
import { refuseUnsettledReleases, type Settlement, type UnsettledRelease, unsettledAttempt } from '../../database/unsettled-release.ts'
import { findBackup } from '../backup/backup-store.ts'
import { isSame } from '../backup/prepare.ts'
import type { Snapshot } from '../backup/snapshot.ts'
import type { Database } from '../database.ts'
import { exists } from '../live-state.ts'
import { standbyName } from '../names.ts'

interface Parts {
  readonly run: Pick<Run, 'history' | 'release'>
  readonly store: FileStore
  readonly settled: string | null
}

/** Problem `database/unsettled-migration` unless it is proved that no other release left the database half migrated. */
export async function refuseUnsettled({ run, store, settled }: Parts, readLive: () => Promise<Snapshot>): Promise<void> {
  await refuseUnsettledReleases({ run, settled }, (found) => settlementOf(found, { store, readLive }))
}

/**
 * Problem `database/backup-damaged` when an earlier attempt of this very release may have left it so, and the store has
 * lost its backup: a new one would be of what it left, and would take the place of the standby database, the last way back.
 */
export async function refuseLostBackup({ run, store, settled }: Parts, database: Database): Promise<void> {
  const { id } = run.release
  const attempt = settled === id ? null : unsettledAttempt(run.history.entries, id)
  if (attempt === null || (await findBackup(store, id)) !== null) return
  if (attempt.held || (await exists(database, standbyName({ database: database.name, release: id }))))
    throw backupDamaged({ backup: backupPath(store, id), damage: 'it is not there any more, and its migration was begun' })
}

async function settlementOf(
  { release, begun, held }: UnsettledRelease,
  { store, readLive }: { store: FileStore; readLive: () => Promise<Snapshot> },
): Promise<Settlement> {
  const backup = await findBackup(store, release)
  if (backup === null) {
    if (held) return 'open'
    const { schema, version } = await readLive()
    const isAsBefore = begun.plan?.fence['schema'] === schema.fingerprint && begun.plan.fence['version'] === version.digest
    return isAsBefore ? 'not-begun' : 'open'
  }
  if ((await readMark(backup)) !== 'begun') return 'settled'
  return isSame(backup, await readLive()) ? 'settled' : 'open'
}
