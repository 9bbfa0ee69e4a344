import type { World } from '../../core/world.ts'
import { type Connection, messageOf } from '../connection.ts'
import type { Database } from '../database.ts'
import { catalogEntry, liveState, readTag, tagged } from '../live-state.ts'
import { swapFailed } from '../problems.ts'
import { identifier, literal } from '../quoting.ts'

/** Ended sessions are gone within milliseconds; one that stays is not ours to end. */
const patienceMs = 10_000

/** Closed and marked in one transaction: a run that is killed right after leaves word of what it was about. */
export async function closeDatabase(
  database: Database,
  { release, keep, world }: { release: string; keep: Connection | null; world: Pick<World, 'sleep' | 'clock' | 'write'> },
): Promise<void> {
  const entry = await catalogEntry(database, database.name)
  await inTransaction(database.maintenance, [
    `COMMENT ON DATABASE ${identifier(database.name)} IS ${literal(tagged(entry?.comment ?? null, release))}`,
    `ALTER DATABASE ${identifier(database.name)} ALLOW_CONNECTIONS false`,
  ])
  try {
    await endSessions(database, { of: database.name, keep, world })
  } catch (thrown) {
    await reopenDatabase(database, world)
    throw thrown
  }
}

/** Opens the live database when a run of ours closed it and did not get to the end. Returns whether it did. */
export async function reopenDatabase(database: Database, { write }: Pick<World, 'write'>): Promise<boolean> {
  const { open, closedBy, entry } = await liveState(database)
  if (entry === null || (open && closedBy === null) || closedBy === null) return false
  await write(
    'reopen database',
    () =>
      inTransaction(database.maintenance, [
        `ALTER DATABASE ${identifier(database.name)} ALLOW_CONNECTIONS true`,
        `COMMENT ON DATABASE ${identifier(database.name)} IS ${literal(readTag(entry.comment).original)}`,
      ]),
    { evenWhenCancelled: true },
  )
  return true
}

/** Ends every session of a database, but for one of ours. Problem `postgres/swap-failed`: one is not ours to end. */
export async function endSessions(
  database: Database,
  { of, keep, world }: { of: string; keep: Connection | null; world: Pick<World, 'sleep' | 'clock'> },
): Promise<void> {
  const until = world.clock.elapsedMs() + patienceMs
  for (;;) {
    let refused: string | null = null
    const left = await database.maintenance
      // The server's own processes have no role and leave a rename by themselves. Without its timeout argument: with it each session would be waited for in steps of 100 ms.
      .query<{ pid: number; ended: boolean }>(
        `SELECT pid, pg_terminate_backend(pid) AS ended FROM pg_stat_activity
         WHERE datname = $1 AND pid <> $2 AND usesysid IS NOT NULL`,
        [of, keep?.pid ?? 0],
      )
      .catch((thrown: unknown) => {
        refused = messageOf(thrown)
        return [{ pid: 0, ended: false }]
      })
    if (left.length === 0) return
    if (world.clock.elapsedMs() > until || refused !== null) {
      throw swapFailed({ reason: refused ?? `${left.length} sessions do not end`, database: database.name })
    }
    await world.sleep(10)
  }
}

/** All statements or none. */
export async function inTransaction(connection: Connection, statements: readonly string[]): Promise<void> {
  await connection.query('BEGIN')
  try {
    for (const statement of statements) await connection.query(statement)
    await connection.query('COMMIT')
  } catch (thrown) {
    await connection.query('ROLLBACK').catch(() => {})
    throw thrown
  }
}
