import { createHash } from 'node:crypto'
import type { World } from '../core/world.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { connectionLost, locked } from './problems.ts'

/** The server notices at once that a killed run is gone; on a network it may take a moment. */
const patienceMs = 3_000

/** Held as long as its session lives. */
export interface MigrationLock extends AsyncDisposable {
  /** Problem `postgres/connection-lost` when the session, and with it the lock, is gone. */
  assertHeld(): void
}

/**
 * One migration of a database at a time, over all machines. It lives in the maintenance database: there it neither
 * blocks the rename of a swap nor dies in it, and no CREATE INDEX CONCURRENTLY waits for its session.
 * Problem `postgres/locked` names the holder.
 */
export async function migrationLock(database: Database, { clock, sleep }: Pick<World, 'clock' | 'sleep'>): Promise<MigrationLock> {
  const session = await database.connect({ to: database.maintenanceName, as: 'lock' })
  const key = lockKey(database)
  const until = clock.elapsedMs() + patienceMs
  while (!(await tryLock(session, key))) {
    if (clock.elapsedMs() > until) {
      const problem = await heldByAnother(session, { key, database: database.name })
      await session[Symbol.asyncDispose]()
      throw problem
    }
    await sleep(100)
  }
  return {
    assertHeld() {
      if (session.isLost()) throw connectionLost({ purpose: 'the migration lock' })
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}

/** 64 bits of the database's identity; the same on every machine. */
export function lockKey({ server, name }: Pick<Database, 'server' | 'name'>): bigint {
  return createHash('sha256').update(`fairlead migration ${server.systemIdentifier} ${name}`).digest().readBigInt64BE()
}

async function tryLock(session: Connection, key: bigint): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS locked', [String(key)])
  return row?.locked === true
}

async function heldByAnother(session: Connection, { key, database }: { key: bigint; database: string }) {
  const [holder] = await session.query<{ name: string | null; pid: number; since: Date | null }>(
    `SELECT activity.application_name AS name, lock.pid, activity.backend_start AS since
     FROM pg_locks lock LEFT JOIN pg_stat_activity activity ON activity.pid = lock.pid
     WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1
       AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (lock.classid::bigint << 32) | lock.objid::bigint = $1::bigint`,
    [String(key)],
  )
  const release = /^fairlead lock (\S+)/.exec(holder?.name ?? '')?.[1]
  return locked({
    database,
    holder:
      holder === undefined
        ? 'another run'
        : `${release === undefined ? 'another run' : `release ${release}`} (server process ${holder.pid})`,
    since: holder?.since?.toISOString() ?? 'a moment ago',
  })
}
