import type { Run } from '../core/action.ts'
import type { Duration } from '../core/duration.ts'
import type { World } from '../core/world.ts'
import type { FileStore } from '../database/file-store.ts'
import { readMark, readVerification } from '../database/migration-mark.ts'
import { removeBackup } from '../database/stored-backup.ts'
import { listBackups, type PostgresBackup } from './backup-store.ts'
import type { Database } from './database.ts'
import { exists } from './live-state.ts'
import { standbyName } from './names.ts'
import { dropDatabase } from './restore.ts'

/**
 * Removes what no way back leads to any more: standby databases of earlier releases that were accepted or expired, and
 * backups older than `keep`. Never anything of the present release (whose backup is the newest verified one), of a
 * release whose migration is open, or of another database.
 */
export async function retireOld(
  { database, store, keep, run }: { database: Database; store: FileStore; keep: Duration; run: Pick<Run, 'history' | 'release'> },
  world: Pick<World, 'write' | 'clock' | 'log'>,
): Promise<void> {
  for (const backup of await listBackups(store)) {
    const { manifest } = backup
    if (!isOfDatabase(backup, database) || manifest.release === run.release.id || (await readMark(backup)) === 'begun') continue
    const expired = world.clock.now().getTime() - Date.parse(manifest.takenAt) > keep.ms
    const accepted = run.history.entries.some((entry) => entry.kind === 'accepted' && entry.release === manifest.release)
    if (expired || accepted) await retireStandby({ database, backup }, world)
    if (!expired) continue
    world.log.line(`backup of ${manifest.release} is older than database.backup.keep: removed`)
    await world.write('retire backup', () => removeBackup(store, backup.folder))
  }
}

async function retireStandby(
  { database, backup }: { database: Database; backup: PostgresBackup },
  world: Pick<World, 'write' | 'log'>,
): Promise<void> {
  const standby = (await readVerification(backup))?.standby
  // Only a name that we would have given ourselves: a file beside a backup must not be able to name any database.
  if (standby !== standbyName({ database: database.name, release: backup.manifest.release }) || !(await exists(database, standby))) return
  world.log.line(`standby database of ${backup.manifest.release} has no use any more: dropped`)
  await world.write('drop standby', () => dropDatabase(database, standby))
}

function isOfDatabase({ manifest }: PostgresBackup, { name, server }: Database): boolean {
  return manifest.database.name === name && manifest.database.systemIdentifier === server.systemIdentifier
}
