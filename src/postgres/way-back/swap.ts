import type { World } from '../../core/world.ts'
import type { Marked } from '../../database/migration-mark.ts'
import { messageOf } from '../connection.ts'
import type { Database } from '../database.ts'
import { type CatalogEntry, catalogEntry, exists, readTag } from '../live-state.ts'
import { swapFailed } from '../problems.ts'
import { identifier, literal } from '../quoting.ts'
import { closeDatabase, endSessions, inTransaction, reopenDatabase } from './door.ts'
import { type Counters, countRowsSince, type RowsWritten, readCounters } from './written-rows.ts'

export type Swapped =
  | { readonly swapped: true; readonly exchange: Exchange; readonly written: RowsWritten; readonly closedMs: number }
  | { readonly swapped: false; readonly because: 'rows-written' | 'not-counted' | 'standby-missing'; readonly written: RowsWritten }

/** Which database took the place of which: enough to find out later whether that is still so, and what was written since. */
export interface Exchange {
  /** The one that is live since. `counters`: of the moment it became so; null: they were not read. */
  readonly live: { readonly oid: string; readonly counters: Counters | null }
  /** The one that was live before. */
  readonly aside: { readonly oid: string; readonly name: string }
}

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
  const { database, standby, failed, versionTable = null } = request
  const incoming = await catalogEntry(database, standby)
  if (incoming === null) return { swapped: false, because: 'standby-missing', written: nothingWritten }
  const counters = await countersOf(database, { name: standby, versionTable })
  return exchange(request, { incoming, counters, outgoing: { name: failed, staysOpen: false } }, world)
}

/** Undoes a swap by the same road: the database that was kept aside is live again, and the other one the standby. */
export async function swapBack(request: SwapRequest, world: World): Promise<Swapped> {
  const { database, standby, failed } = request
  const incoming = await catalogEntry(database, failed)
  if (incoming === null) throw swapFailed({ reason: `there is no database "${failed}"`, database: database.name })
  return exchange(request, { incoming, counters: null, outgoing: { name: standby, staysOpen: true } }, world)
}

/** Of a database that nobody is to be at: its sessions are ended. */
export async function renameDatabase(
  database: Database,
  { from, to }: { from: string; to: string },
  world: Pick<World, 'sleep' | 'clock'>,
): Promise<void> {
  await endSessions(database, { of: from, keep: null, world })
  await database.maintenance.query(`ALTER DATABASE ${identifier(from)} RENAME TO ${identifier(to)}`)
}

/**
 * The swap of this release that was committed by a run that could not say so any more, or null: the database that its
 * migration was begun on is kept aside, and another one is live. Where its oid was not told, names alone say it, and only
 * of a migration that did not succeed: an earlier attempt may have left the same names.
 */
export async function findSwap(
  { database, standby, failed, release }: Pick<SwapRequest, 'database' | 'standby' | 'failed' | 'release'>,
  begunOn: Marked,
): Promise<Exchange | null> {
  const live = await catalogEntry(database, database.name)
  if (live === null) return null
  const [kept] = await database.maintenance.query<{ oid: string; name: string; comment: string | null }>(
    `SELECT oid::text AS oid, datname AS name, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE ${
      begunOn.database === null ? 'datname' : 'oid::text'
    } = $1`,
    [begunOn.database ?? failed],
  )
  if (kept === undefined) return null
  const isSwapped =
    begunOn.database === null
      ? begunOn.mark !== 'applied' && !(await exists(database, standby))
      : live.oid !== kept.oid && readTag(kept.comment).closedBy === release
  return isSwapped ? { live: { oid: live.oid, counters: null }, aside: { oid: kept.oid, name: kept.name } } : null
}

interface Sides {
  readonly incoming: CatalogEntry
  readonly counters: Counters | null
  readonly outgoing: { readonly name: string; readonly staysOpen: boolean }
}

async function exchange(request: SwapRequest, { incoming, counters, outgoing }: Sides, world: World): Promise<Swapped> {
  const { database } = request
  const started = world.clock.elapsedMs()
  const written = await closeAndCount(request, world)
  const refusal = refusalOf(request, written)
  if (refusal !== null) {
    await reopenDatabase(database, world)
    return { swapped: false, because: refusal, written }
  }
  const live = await catalogEntry(database, database.name)
  if (live === null) throw swapFailed({ reason: 'it is not there any more', database: database.name })
  const name = await freeName(database, outgoing.name)
  await rename({ database, live, incoming, outgoing: { ...outgoing, name } }, world)
  return {
    swapped: true,
    exchange: { live: { oid: incoming.oid, counters }, aside: { oid: live.oid, name } },
    written,
    closedMs: world.clock.elapsedMs() - started,
  }
}

async function closeAndCount(request: SwapRequest, world: World): Promise<RowsWritten> {
  const { database, release, baseline, versionTable = null } = request
  // A session of ours that was open before the door closed: pg_stat_user_tables is readable only from within.
  await using inside = await database.connect({ to: database.name, as: 'swap' })
  await world.write('close database', () => closeDatabase(database, { release, keep: inside, world }), { evenWhenCancelled: true })
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

/** The one write that switches: both renames or none. */
async function rename(
  { database, live, incoming, outgoing }: Pick<Sides, 'incoming' | 'outgoing'> & { database: Database; live: CatalogEntry },
  world: World,
): Promise<void> {
  const [place, aside] = [identifier(database.name), identifier(outgoing.name)]
  const comment = literal(readTag(live.comment).original)
  try {
    await endSessions(database, { of: incoming.name, keep: null, world })
    await world.write(
      'swap database',
      () =>
        inTransaction(database.maintenance, [
          `ALTER DATABASE ${place} RENAME TO ${aside}`,
          `ALTER DATABASE ${identifier(incoming.name)} RENAME TO ${place}`,
          `COMMENT ON DATABASE ${place} IS ${comment}`,
          ...(incoming.open ? [] : [`ALTER DATABASE ${place} ALLOW_CONNECTIONS true`]),
          ...(outgoing.staysOpen ? [`COMMENT ON DATABASE ${aside} IS ${comment}`, `ALTER DATABASE ${aside} ALLOW_CONNECTIONS true`] : []),
        ]),
      { evenWhenCancelled: true },
    )
  } catch (thrown) {
    await reopenDatabase(database, world)
    throw swapFailed({ reason: messageOf(thrown), database: database.name, cause: thrown })
  }
}

async function countersOf(database: Database, { name, versionTable }: { name: string; versionTable: string | null }): Promise<Counters> {
  await using session = await database.connect({ to: name, as: 'swap' })
  return await readCounters(session, versionTable)
}

async function freeName(database: Database, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `_${number}`
    const name = `${wanted.slice(0, 63 - end.length)}${end}`
    if (!(await exists(database, name))) return name
  }
}
