import { together } from '../../core/together.ts'
import type { World } from '../../core/world.ts'
import { openArchive } from '../../database/archive.ts'
import { storeShared } from '../../database/backup-problems.ts'
import { type MigrationMark, readMarked, readVerification, writeMark, writeVerification } from '../../database/migration-mark.ts'
import { readReleaseBackup } from '../../database/release-backup.ts'
import { damageOf } from '../../database/stored-backup.ts'
import type { DatabaseAddress } from '../address.ts'
import { openDatabaseAt } from '../database.ts'
import { exists } from '../live-state.ts'
import { failedName, restoringName } from '../names.ts'
import { findSwap, renameDatabase } from '../way-back/swap.ts'
import type { Counters } from '../way-back/written-rows.ts'
import { type BackupRequest, type Dump, storeBackup, takeDump } from './backup.ts'
import { standbyGone } from './backup-problems.ts'
import { type PostgresBackup, postgresBackups } from './backup-store.ts'
import { contentDifferences } from './content.ts'
import { startEmbeddedServer } from './embedded-server.ts'
import { compareWithDumped, dropDatabase, plainHashes, type RestoreRequest, restoreAndCompare, type VerifiedLevel } from './restore.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'

/** Where the restore that proves a backup takes place. Only beside the live database does it leave a standby. */
export type RestoreTarget = { readonly to: 'beside' | 'embedded' | 'none' } | { readonly to: 'scratch'; readonly address: DatabaseAddress }

/** Stored, read back and listed in its manifest; nothing says that it restores. */
const unprovedLevel = 1

export interface WayBackRequest extends BackupRequest {
  readonly standby: string
  readonly verify: VerifiedLevel
  readonly restoreTo: RestoreTarget
}

/** The proven way back of one release. */
export interface Prepared {
  readonly backup: PostgresBackup
  /** Its name, whether it is there or not. */
  readonly standby: string
  readonly hasStandby: boolean
  readonly level: number
  /** Counters at the moment the backup stands for. */
  readonly baseline: Counters
  /** Whether it is known who was active since that moment: the watch of this run began before it. */
  readonly watchedSince: boolean
  readonly reused: boolean
}

/** A complete backup of this very database for this release, or null. Problems `database/store-shared`, `database/backup-damaged`. */
export async function backupOfRelease({
  database,
  store,
  release,
}: Pick<BackupRequest, 'database' | 'store' | 'release'>): Promise<PostgresBackup | null> {
  const stored = await readReleaseBackup({ store, release: release.id }, postgresBackups)
  if (stored === null) return null
  const { name, systemIdentifier } = stored.manifest.database
  if (name !== database.name || systemIdentifier !== database.server.systemIdentifier)
    throw storeShared({ backup: stored.path, other: name })
  return stored
}

/**
 * Makes sure of a verified backup from before the migration and of its standby database. An earlier attempt's backup is
 * taken again when its migration was begun (then no other can be the way back) or when the database still is what it
 * holds. Problem `database/backup-damaged` when the only way back no longer is one.
 */
export async function prepareWayBack(request: WayBackRequest, world: World): Promise<Prepared> {
  const stored = await backupOfRelease(request)
  const mark = stored === null ? null : await currentMark({ request, stored }, world)
  const mustReuse = mark === 'begun' || mark === 'applied'
  const damage = stored === null ? null : await damageOf(stored)
  if (mustReuse && damage !== null) throw damage
  if (stored !== null && damage === null) {
    const now = await liveSnapshot(request)
    const same = isSame(stored, now)
    // One that was never proved may be the very reason why the attempt before ended.
    if (mustReuse || (same && (await readVerification(stored)) !== null)) {
      world.log.line(`backup of an earlier attempt taken again: ${stored.path}${same ? ', the database still is what it holds' : ''}`)
      const level = await reuseStandby({ request, stored }, world)
      if (level !== null) {
        return {
          backup: stored,
          standby: request.standby,
          hasStandby: request.restoreTo.to === 'beside',
          level,
          baseline: same ? now.counters : stored.manifest.counters,
          watchedSince: same,
          reused: true,
        }
      }
      // An encrypted backup cannot be restored here a second time: when nothing has changed, a new one is as good.
      if (!same) throw standbyGone({ standby: request.standby, backup: stored.path })
    }
  }
  return takeAndVerify(request, world)
}

/** A run that was killed right after its swap had no time to say that the migration is undone; the databases say it. */
async function currentMark(
  { request, stored }: { request: WayBackRequest; stored: PostgresBackup },
  world: Pick<World, 'write' | 'clock'>,
): Promise<MigrationMark | null> {
  const marked = await readMarked(stored)
  if (marked === null || marked.mark === 'undone') return marked?.mark ?? null
  const { database, standby, release } = request
  const failed = failedName({ database: database.name, release: release.id })
  if ((await findSwap({ database, standby, failed, release: release.id }, marked)) === null) return marked.mark
  await writeMark(stored, 'undone', world)
  return 'undone'
}

async function takeAndVerify(request: WayBackRequest, world: World): Promise<Prepared> {
  // Of an earlier attempt. Without it there is room for the new one, and one without its backup tells that the store lost that.
  await world.write('drop standby', () => dropDatabase(request.database, request.standby))
  const dump = await world.log.group('Dump', () => takeDump(request, world))
  const [backup, level] = await world.log.group('Store, restore and compare', () => storeAndProve(request, dump, world))
  const { manifest } = backup
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  world.log.line(
    `backup: ${manifest.files.length} files, ${bytes} bytes, ${manifest.content.tables.length} tables, sha256 ${backup.sha256}`,
  )
  const hasStandby = request.restoreTo.to === 'beside'
  if (hasStandby) await nameStandby(request, world)
  await writeVerification(backup, { level, standby: request.standby }, world)
  return { backup, standby: request.standby, hasStandby, level, baseline: manifest.counters, watchedSince: true, reused: false }
}

/**
 * Both read the same archive and neither needs the other, so they are done at once. A backup that does not restore is
 * stored to its end all the same: it is looked into by hand then.
 */
async function storeAndProve(request: WayBackRequest, dump: Dump, world: World): Promise<[PostgresBackup, number]> {
  const stored = storeBackup(request, dump, world)
  const hashes = async () => plainHashes((await stored).manifest)
  return together(
    () => stored,
    (stop) => prove(request, { ...dump, hashes, stop }, world),
  )
}

/** An archive to be proved. */
type Proof = Pick<RestoreRequest, 'archive' | 'dumped' | 'hashes' | 'stop'>

/** Returns the level that is proved. Beside the live database the copy stays, under a name that says that it is none yet. */
async function prove(request: WayBackRequest, proof: Proof, world: World): Promise<number> {
  const { database, restoreTo } = request
  if (restoreTo.to === 'beside') return restoreAndCompare({ ...request, ...proof, into: restoringName(database.name) }, world)
  if (restoreTo.to === 'none') {
    const text = `The backup ${proof.dumped.release} was not restored (database.backup.restore-to: none): it is proved to level ${unprovedLevel} only.`
    world.runner.annotate('warning', text, { title: 'postgres/backup-not-proved', at: null })
    return unprovedLevel
  }
  if (restoreTo.to === 'scratch') return proveAt(restoreTo.address, { request, proof }, world)
  await using server = await startEmbeddedServer(request, world)
  return await proveAt(server.address, { request, proof }, world)
}

/** It gets its name when it is proved and its backup stored: half of one must never pass for it. */
async function nameStandby({ database, standby }: WayBackRequest, world: World): Promise<void> {
  await world.write('name standby', async () => {
    await dropDatabase(database, standby)
    await renameDatabase(database, { from: restoringName(database.name), to: standby }, world)
  })
}

/** On another server, which keeps nothing of it. */
async function proveAt(
  address: DatabaseAddress,
  { request, proof }: { request: WayBackRequest; proof: Proof },
  world: World,
): Promise<number> {
  const { standby, release } = request
  const { randomBytes } = world
  await using scratch = await openDatabaseAt(address, { maintenanceName: address.database, release: release.id, randomBytes })
  const level = await restoreAndCompare({ ...request, ...proof, database: scratch, into: standby }, world)
  await world.write('drop scratch copy', () => dropDatabase(scratch, standby), { evenWhenCancelled: true })
  return level
}

/** The level of the standby that is there or was made again; null: it is gone, and the archive cannot be opened here. */
async function reuseStandby(
  { request, stored }: { request: WayBackRequest; stored: PostgresBackup },
  world: World,
): Promise<number | null> {
  const { database, standby, versionTable, temporary } = request
  const verification = await readVerification(stored)
  if (request.restoreTo.to !== 'beside') return verification?.level ?? null
  if (verification?.standby === standby && (await exists(database, standby))) {
    // Compared again: somebody may have written to it since.
    const intact = await compareWithDumped({ database, dumped: stored.manifest, restored: standby, versionTable }).then(
      () => true,
      () => false,
    )
    if (intact && verification.level >= request.verify) return verification.level
  }
  if (stored.manifest.encryptedTo !== null) return null
  const archive = await openArchive(stored, { to: temporary.path, ageIdentity: null })
  const { manifest } = stored
  const level = await prove(request, { archive, dumped: manifest, hashes: async () => plainHashes(manifest) }, world)
  await nameStandby(request, world)
  await writeVerification(stored, { level, standby }, world)
  return level
}

async function liveSnapshot({ database, versionTable }: Pick<BackupRequest, 'database' | 'versionTable'>): Promise<Snapshot> {
  await using live = await database.connect({ to: database.name, as: 'backup' })
  return await readSnapshot(live, { versionTable })
}

/** Whether the database is, to the row, what the backup holds. */
export function isSame({ manifest }: Pick<PostgresBackup, 'manifest'>, now: Snapshot): boolean {
  return (
    manifest.structure.fingerprint === now.schema.fingerprint &&
    manifest.version.digest === now.version.digest &&
    contentDifferences(manifest.content, now.content).length === 0
  )
}
