import { stat } from 'node:fs/promises'
import type { Run } from '../core/action.ts'
import type { Duration } from '../core/duration.ts'
import type { World } from '../core/world.ts'
import type { FileStore } from '../database/file-store.ts'
import { readMark } from '../database/migration-mark.ts'
import { backupsIn, removeBackup } from '../database/stored-backup.ts'
import { removeDatabase } from './copy.ts'
import type { DatabaseFile } from './database-file.ts'
import { sqliteBackups } from './manifest.ts'
import { failedPath, standbyPath } from './names.ts'

/**
 * Removes what no way back leads to any more: standby copies of earlier releases that were accepted or expired, and
 * backups older than `keep` with what was put aside for them. A migration that is still marked as begun was settled
 * before the present one could begin: its backup is kept whole until it expires. Never anything of the present release,
 * of another file, or of a release that this record does not know: another machine may have a file of this name.
 */
export async function retireOldFiles(
  { file, store, keep, run }: { file: DatabaseFile; store: FileStore; keep: Duration; run: Pick<Run, 'history' | 'release'> },
  world: Pick<World, 'write' | 'clock' | 'log'>,
): Promise<void> {
  const known = new Set(run.history.entries.map(({ release }) => release))
  for (const backup of await backupsIn(store, sqliteBackups)) {
    const { release, takenAt, database } = backup.manifest
    if (database.file !== file.name || release === run.release.id || !known.has(release)) continue
    const expired = world.clock.now().getTime() - Date.parse(takenAt) > keep.ms
    const accepted =
      run.history.entries.some((entry) => entry.kind === 'accepted' && entry.release === release) && (await readMark(backup)) !== 'begun'
    const standby = standbyPath(file, release)
    if ((expired || accepted) && (await stat(standby).catch(() => null)) !== null) {
      world.log.line(`the copy kept for ${release} has no use any more: removed`)
      await world.write('remove standby', () => removeDatabase(standby))
    }
    if (!expired) continue
    await world.write('remove failed content', () => removeDatabase(failedPath(file, release)))
    world.log.line(`backup of ${release} is older than sqlite.backup.keep: removed`)
    await world.write('retire backup', () => removeBackup(store, backup.folder))
  }
}
