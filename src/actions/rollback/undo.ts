import { afterwards } from '../../core/afterwards.ts'
import { parseDuration } from '../../core/duration.ts'
import type { JsonObject } from '../../core/plan.ts'
import { releaseDirectory } from '../../core/release.ts'
import type { World } from '../../core/world.ts'
import type { FileStore } from '../../database/file-store.ts'
import { storeOfPath } from '../../postgres/backup/store.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { liveState } from '../../postgres/live-state.ts'
import { migrationLock } from '../../postgres/lock.ts'
import { failedName, restoringName } from '../../postgres/names.ts'
import { reopenDatabase } from '../../postgres/way-back/door.ts'
import { recordedSwap, swapFacts } from '../../postgres/way-back/recorded-swap.ts'
import { restoreFromBackup } from '../../postgres/way-back/restore-stored.ts'
import { type Exchange, renameDatabase, swapInStandby } from '../../postgres/way-back/swap.ts'
import { openControl, upgradeContracts } from '../../soroban/contract-control.ts'
import { otherColor } from '../../traffic/color.ts'
import { stopService } from '../../traffic/control.ts'
import { switchLost } from '../../traffic/problems.ts'
import { colorOf } from './colors.ts'
import type { PostgresWayBack } from './database-facts.ts'
import { runDown } from './down.ts'
import type { RollbackFacts } from './facts.ts'
import { enterMaintenance } from './maintenance.ts'
import type { RollbackRun } from './plan.ts'
import { databaseNotSwapped } from './problems.ts'
import { settleWhereReached } from './settle.ts'
import type { UndoStep } from './situation.ts'
import type { UndoneRelease } from './undone-release.ts'

interface Undoing {
  readonly facts: RollbackFacts
  /** Whether users are told that it is closed while the database goes back: as it was planned and recorded. */
  readonly maintenance: boolean
  readonly undone: UndoneRelease
  readonly run: RollbackRun
  readonly world: World
}

/**
 * Carries out one step of the way back; each reads its target first, so that doing it twice changes nothing.
 * Returns what of it is to be recorded.
 */
export async function undo(step: UndoStep, undoing: Undoing): Promise<JsonObject> {
  switch (step) {
    case 'traffic':
      await switchBack(undoing)
      return {}
    case 'database':
      return putDatabaseBack(undoing)
    case 'down':
      await runDown(undoing.facts.down, undoing)
      return {}
    case 'stop':
      await stopNew(undoing)
      return {}
    case 'contracts':
      await upgradeBack(undoing)
      return {}
  }
}

/**
 * What a run that was killed in its swap left. Closed: it is opened again. Swapped, and not said so: the next attempt would
 * take the migration for one that is under way. Returns whether it opened the database, and what is to be recorded.
 */
export async function finishSwap(
  { database, down, situation }: RollbackFacts,
  { undone, run, world }: { undone: UndoneRelease; run: RollbackRun; world: World },
): Promise<{ opened: boolean; facts: JsonObject }> {
  if (situation.leftClosed) return { opened: await reopenLeftClosed(run, world), facts: {} }
  const settle = (backup: string, store: () => FileStore) => settleWhereReached({ backup, as: 'undone', store }, world)
  if (down?.state === 'done') await settle(down.backup, () => storeOfPath(down.backup, run, world))
  if (database?.state !== 'swapped') return { opened: false, facts: {} }
  if (database.engine === 'sqlite') {
    await (await import('./sqlite-database.ts')).settleSqlite(database, { undone, run, world })
    return { opened: false, facts: {} }
  }
  const { exchange } = database
  // Where nothing was swapped its migration was not begun, and may be by a run that is at work.
  if (exchange === null) return { opened: false, facts: {} }
  await settle(database.backup, () => storeOfPath(database.backup, run, world))
  // In no entry it is where the run that made it was killed before its end.
  const isRecorded = recordedSwap(run.history.entries, undone.id)?.swap.aside.oid === exchange.aside.oid
  return { opened: false, facts: isRecorded ? {} : factsOfSwap(exchange, database, { undone, run }) }
}

function factsOfSwap(
  exchange: Exchange,
  { backup, mark, takenAt }: Pick<PostgresWayBack, 'backup' | 'mark' | 'takenAt'>,
  { undone, run }: { undone: UndoneRelease; run: RollbackRun },
) {
  const keep = parseDuration(run.config.require(databaseSection).backup.keep)
  return swapFacts(exchange, { release: undone.id, backup, mark, takenAt, keep })
}

/** Whatever is decided, what a killed run left closed is opened again. Where its server does not answer, users come first. */
export async function reopenWhereReached(run: RollbackRun, world: World): Promise<boolean> {
  if (run.config.section(databaseSection) === null) return false
  const what = 'Whether a killed run left the database closed could not be looked at.'
  return (await afterwards(() => reopenLeftClosed(run, world), world, { what })) ?? false
}

/** Only under the lock: without it another run may be in the middle of its swap. */
export async function reopenLeftClosed(run: RollbackRun, world: World): Promise<boolean> {
  await using database = await openDatabase(run, world)
  if ((await liveState(database)).closedBy === null) return false
  await using _ = await migrationLock(database, world)
  return await reopenDatabase(database, world)
}

async function switchBack({ facts: { colors }, undone, world }: Undoing): Promise<void> {
  if (colors === null) return
  const { balancer } = colors
  const newColor = colorOf(undone, { colors, entries: undone.entries })
  const now = await balancer.read()
  if (newColor === null || now.color !== newColor) return
  const to = otherColor(newColor)
  const isSwitched = await world.write(`revert to ${to}`, () => balancer.compareAndSwitch(to, now.token))
  if (!isSwitched) throw switchLost({ balancer: balancer.name, color: to })
  await world.write(`keep ${to}`, () => balancer.keep(to), { evenWhenCancelled: true })
  world.log.line(`users are back on ${to}`)
}

async function stopNew({ facts: { colors }, undone, run, world }: Undoing): Promise<void> {
  if (colors === null) return
  const color = colorOf(undone, { colors, entries: undone.entries })
  // Never what users are on, whatever the record says.
  if (color === null || (await colors.balancer.read()).color === color) return
  const release = { id: undone.id, commit: undone.commit, directory: releaseDirectory(undone, { config: run.config, world }) }
  for (const service of colors.services) {
    await stopService({ service, color, release, folder: colors.folder, references: run.references }, world)
  }
}

async function upgradeBack({ facts: { upgraded }, run, world }: Undoing): Promise<void> {
  const settled = await upgradeContracts(await openControl(run, world), upgraded)
  world.log.line(`${upgraded.map(({ name }) => name).join(', ')}: back to the code of before, ${settled.length} transactions`)
}

async function putDatabaseBack(undoing: Undoing): Promise<JsonObject> {
  const { facts, undone, run, world } = undoing
  const { database: wayBack, situation } = facts
  // The store or the standby did not answer at this moment: users must not go to the old release on the schema of the new one.
  if (wayBack === null) throw databaseNotSwapped({ because: 'it is no longer at hand', rows: 'an unknown number of' })
  if (wayBack.state === 'swapped') return {}
  if (wayBack.engine === 'postgres') return swapDatabase(wayBack, undoing)
  const { restoreSqlite } = await import('./sqlite-database.ts')
  await restoreSqlite(wayBack, { undone, maxLostRows: situation.maxLostRows, run, world })
  return {}
}

async function swapDatabase(
  wayBack: PostgresWayBack,
  { facts: { situation }, maintenance, undone, run, world }: Undoing,
): Promise<JsonObject> {
  await using database = await openDatabase(run, world)
  await using _ = await migrationLock(database, world)
  await reopenDatabase(database, world)
  // Nothing is to be written while it is restored that the swap would then lose.
  if (maintenance) await enterMaintenance({ run, world })
  if (wayBack.state === 'stored') await makeStandby(database, { wayBack, run, world })
  const swapped = await swapInStandby(
    {
      database,
      standby: wayBack.standby,
      failed: failedName({ database: database.name, release: undone.id }),
      release: undone.id,
      limit: situation.maxLostRows,
      baseline: wayBack.baseline,
      versionTable: run.config.section(databaseSection)?.migrate['version-table'] ?? null,
    },
    world,
  )
  if (!swapped.swapped) throw databaseNotSwapped({ because: swapped.because, rows: String(swapped.written.rows ?? 'an unknown number of') })
  await settleWhereReached({ backup: wayBack.backup, as: 'undone', store: () => storeOfPath(wayBack.backup, run, world) }, world)
  const facts = factsOfSwap(swapped.exchange, wayBack, { undone, run })
  world.log.line(`the backup is the live database again; the other one is kept as ${facts.keptDatabase} until ${facts.keptUntil}`)
  return facts
}

/** The standby was dropped or its server lost: the stored backup holds the same, and is compared with its manifest again. */
async function makeStandby(
  database: Database,
  { wayBack, run, world }: { wayBack: PostgresWayBack; run: RollbackRun; world: World },
): Promise<void> {
  const { client } = run.config.require(databaseSection)
  const restored = await restoreFromBackup(
    {
      database,
      store: storeOfPath(wayBack.backup, run, world),
      backup: wayBack.backup,
      ageIdentity: run.inputs['age-identity'],
      into: restoringName(database.name),
      versionTable: run.config.require(databaseSection).migrate['version-table'] ?? null,
      client: client === undefined ? null : run.references.resolve(client, { at: run.config.position('database', 'client') }),
    },
    world,
  )
  // A run that is killed before leaves no standby, and the next one restores anew.
  await world.write('name standby', () => renameDatabase(database, { from: restored.database, to: wayBack.standby }, world))
  world.log.line(`${wayBack.standby} was made again of ${wayBack.backup}, level ${restored.level}`)
}
