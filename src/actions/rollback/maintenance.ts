import type { Problem } from '../../core/problem.ts'
import { problemFrom } from '../../core/road-problems.ts'
import type { World } from '../../core/world.ts'
import { lastWords } from '../../database/last-words.ts'
import { openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { migrationLock } from '../../postgres/lock.ts'
import type { RollbackRun } from './plan.ts'
import { maintenanceFailed } from './problems.ts'

const withinMs = 5 * 60_000

interface Parts {
  readonly run: RollbackRun
  readonly world: World
}

/** Lets the services tell users that they are closed, where `database.maintenance` says how. */
export async function enterMaintenance(parts: Parts): Promise<void> {
  await turn('on', parts)
}

/** Opens them again, whatever came of the work. Returns the problem with it, so that what was done is told and recorded all the same. */
export async function leaveMaintenance(parts: Parts): Promise<Problem | null> {
  try {
    await turn('off', parts)
    return null
  } catch (thrown) {
    return problemFrom(thrown, parts.world)
  }
}

/**
 * Opens what a run that was killed, or whose command failed, left closed. Returns whether it opened something, and the
 * problem of a command that fails again: users go back first, whatever these services say.
 */
export async function endLeftMaintenance({ run, world }: Parts): Promise<{ opened: boolean; stuck: Problem | null }> {
  const last = run.history.entries.findLast(({ wayBack, facts }) => wayBack['maintenance'] === true || facts['maintenance'] !== undefined)
  // Only what was told to be open again is: a run may have ended by what it could not foresee.
  const isLeft = last !== undefined && last.facts['maintenance'] !== 'off'
  if (!isLeft || run.config.section(databaseSection)?.maintenance === undefined) return { opened: false, stuck: null }
  // Of a run that is in the middle of it they stay closed.
  await using database = await openDatabase(run, world)
  await using _ = await migrationLock(database, world)
  world.log.line('an earlier run left the services in maintenance: they are opened again')
  const stuck = await leaveMaintenance({ run, world })
  return { opened: stuck === null, stuck }
}

/** Problem `rollback/maintenance-failed`. */
async function turn(to: 'on' | 'off', { run, world }: Parts): Promise<void> {
  const { maintenance } = run.config.require(databaseSection)
  if (maintenance === undefined) return
  const command = run.references.resolve(maintenance[to], { at: run.config.position('database', 'maintenance', to) })
  const ended = await world.write(
    `maintenance ${to}`,
    () =>
      world.processes.shell(command, {
        directory: world.directory,
        environment: { MAINTENANCE: to, RELEASE_ID: run.release.id },
        timeoutMs: withinMs,
        onLine: (line) => world.log.line(line),
      }),
    { evenWhenCancelled: to === 'off' },
  )
  if (ended.exitCode !== 0) throw maintenanceFailed({ to, exitCode: ended.exitCode, tail: lastWords(ended) })
}
