import { releaseDirectory } from '../../core/release.ts'
import type { World } from '../../core/world.ts'
import { settleMigration } from '../../database/migration-mark.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { migrationLock } from '../../postgres/lock.ts'
import { failedName } from '../../postgres/names.ts'
import { restoreFromBackup } from '../../postgres/restore-stored.ts'
import { storeOfPath } from '../../postgres/store.ts'
import { reopenDatabase, swapInStandby } from '../../postgres/swap.ts'
import { openControl, upgradeContracts } from '../../soroban/contract-control.ts'
import { otherColor } from '../../traffic/color.ts'
import { stopService } from '../../traffic/control.ts'
import { switchLost } from '../../traffic/problems.ts'
import { colorOf } from './colors.ts'
import type { PostgresWayBack } from './database-facts.ts'
import type { UndoStep } from './decision.ts'
import type { RollbackFacts } from './facts.ts'
import type { RollbackRun } from './plan.ts'
import { databaseNotSwapped } from './problems.ts'
import type { UndoneRelease } from './undone-release.ts'

interface Undoing {
  readonly facts: RollbackFacts
  readonly undone: UndoneRelease
  readonly run: RollbackRun
  readonly world: World
}

/** Carries out one step of the way back; each reads its target first, so that doing it twice changes nothing. */
export async function undo(step: UndoStep, undoing: Undoing): Promise<void> {
  switch (step) {
    case 'traffic':
      return switchBack(undoing)
    case 'database':
      return putDatabaseBack(undoing)
    case 'stop':
      return stopNew(undoing)
    case 'contracts':
      return upgradeBack(undoing)
  }
}

/** A run that was killed after its swap did not say so: the next attempt would take the migration for one that is under way. */
export async function finishSwap({ database }: RollbackFacts, run: RollbackRun, world: World): Promise<void> {
  if (database?.state !== 'swapped') return
  const store =
    database.engine === 'sqlite'
      ? (await import('./sqlite-database.ts')).sqliteStoreOf(database.backup, run, world)
      : storeOfPath(database.backup, run, world)
  await settleMigration({ store, backup: database.backup, as: 'undone' }, world)
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

async function putDatabaseBack(undoing: Undoing): Promise<void> {
  const { facts, undone, run, world } = undoing
  const { database: wayBack, situation } = facts
  if (wayBack === null) return
  if (wayBack.engine === 'postgres') return swapDatabase(wayBack, undoing)
  const { restoreSqlite } = await import('./sqlite-database.ts')
  await restoreSqlite(wayBack, { undone, maxLostRows: situation.maxLostRows, run, world })
}

async function swapDatabase(wayBack: PostgresWayBack, { facts: { situation }, undone, run, world }: Undoing): Promise<void> {
  await using database = await openDatabase(run, world)
  await using _ = await migrationLock(database, world)
  await reopenDatabase(database, world)
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
  await settleMigration({ store: storeOfPath(wayBack.backup, run, world), backup: wayBack.backup, as: 'undone' }, world)
  world.log.line(`the backup is the live database again; the other one is kept as ${swapped.failedDatabase}`)
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
      into: wayBack.standby,
      versionTable: run.config.require(databaseSection).migrate['version-table'] ?? null,
      client: client === undefined ? null : run.references.resolve(client, { at: run.config.position('database', 'client') }),
    },
    world,
  )
  world.log.line(`${wayBack.standby} was made again of ${wayBack.backup}, level ${restored.level}`)
}
