import type { World } from '../../core/world.ts'
import type { Connection } from '../connection.ts'
import type { Database } from '../database.ts'

const intervalMs = 20

/** Locks on tables that writes, or reads too, have to wait for: `AccessExclusiveLock public.flights`. */
export async function strongLocks(session: Connection, { names }: { names: readonly string[] }): Promise<string[]> {
  const rows = await session.query<{ lock: string }>(
    `SELECT DISTINCT concat_ws(' ', lock.mode, format('%I.%I', n.nspname, c.relname)) AS lock
     FROM pg_locks lock JOIN pg_stat_activity activity ON activity.pid = lock.pid
     JOIN pg_class c ON c.oid = lock.relation JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE lock.granted AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND lock.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
       AND c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND activity.application_name = ANY ($1::text[])`,
    [names],
  )
  return rows.map(({ lock }) => lock)
}

/** Looks at the locks of another tool's sessions from outside; what it holds for less than 20 ms may stay unseen. */
export async function watchStrongLocks(
  database: Database,
  { names, target }: { names: readonly string[]; target: string },
  { sleep }: Pick<World, 'sleep'>,
): Promise<AsyncDisposable & { seen: () => readonly string[] }> {
  const session = await database.connect({ to: target, as: 'watch' })
  const seen = new Set<string>()
  const stop = new AbortController()
  const looking = (async () => {
    while (!stop.signal.aborted) {
      for (const lock of await strongLocks(session, { names })) seen.add(lock)
      await sleep(intervalMs, stop.signal).catch(() => {})
    }
  })().catch(() => {})
  return {
    seen: () => [...seen].sort(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await looking
      await session[Symbol.asyncDispose]()
    },
  }
}
