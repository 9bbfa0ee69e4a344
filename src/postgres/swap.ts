import type { World } from '../core/world.ts'
import { type Connection, messageOf } from './connection.ts'
import type { Database } from './database.ts'
import { catalogEntry, exists, liveState, readTag, tagged } from './live-state.ts'
import { swapFailed } from './problems.ts'
import { identifier, literal } from './quoting.ts'
import { type Counters, countRowsSince, type RowsWritten } from './written-rows.ts'

/** Ended sessions are gone within milliseconds; one that stays is not ours to end. */
const patienceMs = 10_000

export type Swapped =
  | { readonly swapped: true; readonly failedDatabase: string; readonly written: RowsWritten; readonly closedMs: number }
  | { readonly swapped: false; readonly because: 'rows-written' | 'not-counted' | 'standby-missing'; readonly written: RowsWritten }

export interface SwapRequest {
  readonly database: Database
  readonly standby: string
  /** Under which name the present live database is kept, closed. Taken: a free one beside it is used. */
  readonly failed: string
  readonly release: string
  /** Most rows that may be lost; null: a person decided that any number may. */
  readonly limit: number | null
  /** Rows written since these counters were read would be lost. Those of the backup; later ones where it is proved that nobody else wrote in between. */
  readonly baseline: Counters
  readonly versionTable?: string | null
}

const nothingWritten: RowsWritten = { rows: 0, tables: [] }

/**
 * Puts the standby in the place of the live database by two renames in one transaction, its size has no part in the
 * time. Before: refuses new sessions, ends the others, counts what was written since the baseline, and opens again when
 * that is over the limit. Take `migrationLock` around it. Problem `postgres/swap-failed`: it is open again as before.
 */
export async function swapInStandby(request: SwapRequest, world: World): Promise<Swapped> {
  const { database, standby, failed, release } = request
  if (!(await exists(database, standby))) return { swapped: false, because: 'standby-missing', written: nothingWritten }
  const started = world.clock.elapsedMs()
  const written = await closeAndCount(request, world)
  const refusal = refusalOf(request, written)
  if (refusal !== null) {
    await reopenDatabase(database, world)
    return { swapped: false, because: refusal, written }
  }
  const failedDatabase = await freeName(database, failed)
  const original = readTag((await catalogEntry(database, database.name))?.comment ?? null).original
  await exchange(
    { database, release, out: failedDatabase, in: standby },
    [`COMMENT ON DATABASE ${identifier(database.name)} IS ${literal(original)}`],
    world,
  )
  return { swapped: true, failedDatabase, written, closedMs: world.clock.elapsedMs() - started }
}

/** Whether a swap of this release was committed by a run that could not say so any more: the standby has become the live database. */
export async function wasSwapped({ database, standby, failed }: Pick<SwapRequest, 'database' | 'standby' | 'failed'>): Promise<boolean> {
  return !(await exists(database, standby)) && (await exists(database, failed))
}

/** Undoes a swap: the live database becomes the standby again, and the one that was kept aside the live one. */
export async function swapBack(
  { database, standby, failed, release }: Pick<SwapRequest, 'database' | 'standby' | 'failed' | 'release'>,
  world: World,
): Promise<{ closedMs: number }> {
  const started = world.clock.elapsedMs()
  const kept = await catalogEntry(database, failed)
  if (kept === null) throw swapFailed({ reason: `there is no database "${failed}"`, database: database.name })
  await world.write('close database', () => close(database, { release, keep: null, world }), { evenWhenCancelled: true })
  await exchange(
    { database, release, out: standby, in: failed },
    [
      `COMMENT ON DATABASE ${identifier(database.name)} IS ${literal(readTag(kept.comment).original)}`,
      `ALTER DATABASE ${identifier(database.name)} ALLOW_CONNECTIONS true`,
      `ALTER DATABASE ${identifier(standby)} ALLOW_CONNECTIONS true`,
    ],
    world,
  )
  return { closedMs: world.clock.elapsedMs() - started }
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

async function closeAndCount(request: SwapRequest, world: World): Promise<RowsWritten> {
  const { database, release, baseline, versionTable = null } = request
  // A session of ours that was open before the door closed: pg_stat_user_tables is readable only from within.
  await using inside = await database.connect({ to: database.name, as: 'swap' })
  await world.write('close database', () => close(database, { release, keep: inside, world }), { evenWhenCancelled: true })
  try {
    return await countRowsSince(inside, baseline, versionTable)
  } catch (thrown) {
    await reopenDatabase(database, world)
    throw thrown
  }
}

function refusalOf({ limit }: SwapRequest, written: RowsWritten): 'rows-written' | 'not-counted' | null {
  if (limit === null) return null
  if (written.rows === null) return 'not-counted'
  return written.rows > limit ? 'rows-written' : null
}

/** Closed and marked in one transaction: a run that is killed right after leaves word of what it was about. */
async function close(
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

async function endSessions(
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

/** The one write that switches: both renames or none. */
async function exchange(
  { database, out, in: incoming }: { database: Database; release: string; out: string; in: string },
  also: readonly string[],
  world: World,
): Promise<void> {
  const live = identifier(database.name)
  try {
    await endSessions(database, { of: incoming, keep: null, world })
    await world.write(
      'swap database',
      () =>
        inTransaction(database.maintenance, [
          `ALTER DATABASE ${live} RENAME TO ${identifier(out)}`,
          `ALTER DATABASE ${identifier(incoming)} RENAME TO ${live}`,
          ...also,
        ]),
      { evenWhenCancelled: true },
    )
  } catch (thrown) {
    await reopenDatabase(database, world)
    throw swapFailed({ reason: messageOf(thrown), database: database.name, cause: thrown })
  }
}

async function inTransaction(connection: Connection, statements: readonly string[]): Promise<void> {
  await connection.query('BEGIN')
  try {
    for (const statement of statements) await connection.query(statement)
    await connection.query('COMMIT')
  } catch (thrown) {
    await connection.query('ROLLBACK').catch(() => {})
    throw thrown
  }
}

async function freeName(database: Database, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `_${number}`
    const name = `${wanted.slice(0, 63 - end.length)}${end}`
    if (!(await exists(database, name))) return name
  }
}
