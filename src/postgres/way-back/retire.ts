import type { Run } from '../../core/action.ts'
import type { Duration } from '../../core/duration.ts'
import type { World } from '../../core/world.ts'
import type { FileStore } from '../../database/file-store.ts'
import { readMark, readVerification } from '../../database/migration-mark.ts'
import { removeBackup } from '../../database/stored-backup.ts'
import { listBackups, type PostgresBackup } from '../backup/backup-store.ts'
import { dropDatabase, type VerifiedLevel } from '../backup/restore.ts'
import type { Database } from '../database.ts'
import { exists, readTag } from '../live-state.ts'
import { failedName, standbyName } from '../names.ts'

/** From here on a backup was restored and compared. */
const provedLevel: VerifiedLevel = 4

/** A name that was taken got a number at its end, and lost as much of itself where it was too long. */
const longestStart = 60

/**
 * Removes what no way back leads to any more: standby databases of earlier releases that were accepted or expired, and
 * backups older than `keep` with the databases that a swap put aside. A migration of this record that is still marked as
 * begun was settled before the present one could begin: what it left is kept whole until it expires. Never anything of the
 * present release, of a begun one that this record does not know, or of another database; and never the newest backup that
 * was proved by a restore.
 */
export async function retireOld(
  { database, store, keep, run }: { database: Database; store: FileStore; keep: Duration; run: Pick<Run, 'history' | 'release'> },
  world: Pick<World, 'write' | 'clock' | 'log'>,
): Promise<void> {
  const backups = await listBackups(store)
  const newestProved = await newestVerified(backups.filter((backup) => isOfDatabase(backup, database)))
  const known = new Set(run.history.entries.map(({ release }) => release))
  for (const backup of backups) {
    const { manifest } = backup
    if (!isOfDatabase(backup, database) || manifest.release === run.release.id) continue
    const isBegun = (await readMark(backup)) === 'begun'
    if (isBegun && !known.has(manifest.release)) continue
    const expired = world.clock.now().getTime() - Date.parse(manifest.takenAt) > keep.ms
    const accepted = !isBegun && run.history.entries.some((entry) => entry.kind === 'accepted' && entry.release === manifest.release)
    if (expired || accepted) await retireStandby({ database, backup }, world)
    if (!expired) continue
    await dropKept(database, manifest.release, world)
    if (backup === newestProved) continue
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

/** What a swap put aside, closed and marked with the release it was taken back from. */
async function dropKept(database: Database, release: string, world: Pick<World, 'write' | 'log'>): Promise<void> {
  const failed = failedName({ database: database.name, release })
  const found = await database.maintenance.query<{ name: string; comment: string | null }>(
    `SELECT datname AS name, shobj_description(oid, 'pg_database') AS comment FROM pg_database
     WHERE NOT datallowconn AND pg_has_role(datdba, 'USAGE') AND left(datname, length($1)) = $1`,
    [failed.slice(0, longestStart)],
  )
  for (const { name, comment } of found) {
    if (readTag(comment).closedBy !== release) continue
    world.log.line(`"${name}", which the way back of ${release} put aside, is older than database.backup.keep: dropped`)
    await world.write('drop kept database', () => dropDatabase(database, name))
  }
}

/** Of backups with the newest first. Null: none was proved. */
async function newestVerified(backups: readonly PostgresBackup[]): Promise<PostgresBackup | null> {
  for (const backup of backups) {
    const verification = await readVerification(backup)
    if (verification !== null && verification.level >= provedLevel) return backup
  }
  return null
}

function isOfDatabase({ manifest }: PostgresBackup, { name, server }: Database): boolean {
  return manifest.database.name === name && manifest.database.systemIdentifier === server.systemIdentifier
}
