import { rename } from 'node:fs/promises'
import { neverCancelled } from '../core/signals.ts'
import type { World } from '../core/world.ts'
import { settleUndone } from '../database/settle-undone.ts'
import { dataVersion } from './connection.ts'
import { differencesBetween, type SqliteSnapshot, sameStructure } from './content.ts'
import { copyDatabase, removeDatabase, replaceContent, watchCommits } from './copy.ts'
import { type LiveFile, liveSnapshot } from './live-file.ts'
import { type SqliteManifest, snapshotOf } from './manifest.ts'
import { failedPath } from './names.ts'
import { whenFree } from './patience.ts'
import type { PreparedFile } from './prepare.ts'
import { restoredOtherwise } from './problems.ts'
import { riskText, rowsAtRisk } from './rows-at-risk.ts'
import { isIntact } from './standby.ts'
import { type AfterFailure, type WayBack, wayBack } from './way-back.ts'

/** What became of the file after its migration failed. `differences`: what it has otherwise than the backup. */
export type SqliteWentBack =
  | { readonly state: 'unchanged' }
  | {
      readonly state: 'swapped-back'
      readonly failedDatabase: string
      readonly lostRows: number
      readonly differences: readonly string[]
    }
  | { readonly state: 'held'; readonly because: string; readonly differences: readonly string[] }

export interface GoingBack {
  readonly live: LiveFile
  readonly release: string
  readonly standby: string
  readonly manifest: SqliteManifest
  /** What the migration by itself makes of the backup; null where that is not known. */
  readonly migrated: SqliteSnapshot['tables'] | null
  readonly maxLostRows: number
}

/** Proves the file unchanged, puts the standby over it, or leaves it as it is for a person to decide. */
export async function goBackSqlite(
  going: GoingBack & { readonly prepared: PreparedFile; readonly before: SqliteSnapshot },
  world: World,
): Promise<SqliteWentBack> {
  const { live, prepared, before } = going
  const { witness, backup } = prepared
  const went = await restoreOver(
    going,
    {
      // Our own SQL files are run by this very connection; a command's commits are those of another.
      onlyOurs: () => witness !== null && dataVersion(live.database) === witness,
      // In a further attempt, what was there before this run may be half of the migration.
      isAsBefore: (now) => witness !== null && differencesBetween(before, now).length === 0,
      isAsked: false,
    },
    world,
  )
  if (went.state !== 'held') await settleUndone(backup, world)
  return went
}

/** How often somebody may commit between our look and our lock before we leave it. */
const attempts = 5

/**
 * Looks at the live file, decides, and puts the standby over it, unless somebody committed since the look: then it looks
 * again. What the file held is kept aside.
 */
export async function restoreOver(
  going: GoingBack,
  {
    onlyOurs,
    isAsBefore,
    isAsked,
  }: { onlyOurs: () => boolean; isAsBefore: (now: SqliteSnapshot) => boolean } & Pick<AfterFailure, 'isAsked'>,
  givenWorld: World,
): Promise<SqliteWentBack> {
  // A run that is asked to stop still brings the file to a known state.
  const world = { ...givenWorld, cancellation: neverCancelled() }
  const { live, release, standby, manifest, migrated, maxLostRows } = going
  const { file, versionTable, database } = live
  const failed = failedPath(file, release)
  const pending = `${failed}.pending`
  const backup = snapshotOf(manifest)
  for (let attempt = 1; ; attempt += 1) {
    using watch = watchCommits(database, file.path)
    const now = await liveSnapshot(live, world)
    const differences = differencesBetween(backup, now)
    const same = differences.length === 0 || isAsBefore(now)
    const atRisk = same ? { rows: 0, tables: [] } : await countAtRisk({ live, standby, now, backup, migrated, versionTable }, world)
    const decided: WayBack = wayBack({
      same,
      schemaSame: sameStructure(backup, now),
      onlyOurs: onlyOurs(),
      atRisk: { rows: atRisk.rows, text: riskText(atRisk) },
      maxLostRows,
      isAsked,
    })
    if (decided.do === 'unchanged') return { state: 'unchanged' }
    if (decided.do === 'hold') return { state: 'held', because: decided.because, differences }
    if (!(await isIntact(standby, manifest)))
      return { state: 'held', because: `its restored copy "${standby}" is gone or was written to`, differences }
    await world.write('copy aside', () => whenFree(() => copyDatabase(database, { to: pending, mode: file.mode }), live, world), {
      evenWhenCancelled: true,
    })
    const replace = () => replaceContent({ copy: standby, file }, () => watch.nobodyCommitted())
    const replaced = await world.write('restore', () => whenFree(replace, live, world), { evenWhenCancelled: true })
    if (replaced) {
      await removeDatabase(failed)
      await rename(pending, failed)
      await proveRestored(live, { manifest, failed }, world)
      return { state: 'swapped-back', failedDatabase: failed, lostRows: decided.lostRows, differences }
    }
    await removeDatabase(pending)
    if (attempt === attempts) return { state: 'held', because: 'others wrote to it up to the last moment', differences }
    world.log.line('somebody wrote to the file in the meantime: looked at again')
  }
}

async function countAtRisk(
  {
    live,
    standby,
    now,
    backup,
    migrated,
    versionTable,
  }: {
    live: LiveFile
    standby: string
    now: SqliteSnapshot
    backup: SqliteSnapshot
    migrated: SqliteSnapshot['tables'] | null
    versionTable: string | null
  },
  world: World,
) {
  const count = () =>
    rowsAtRisk(live.database, { standby, now: now.tables, before: backup.tables, explained: migrated ?? [], versionTable })
  return whenFree(count, live, world)
}

/** Others may write to it again at once, so rows are not looked at. Problem `sqlite/restored-otherwise`. */
async function proveRestored(
  live: LiveFile,
  { manifest, failed }: { manifest: SqliteManifest; failed: string },
  world: World,
): Promise<void> {
  const now = await liveSnapshot(live, world)
  if (!sameStructure(snapshotOf(manifest), now)) throw restoredOtherwise({ file: live.file.name, failed })
}
