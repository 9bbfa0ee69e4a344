import { durationText } from '../../core/duration.ts'
import type { World } from '../../core/world.ts'
import type { Database } from '../database.ts'
import { blockerText, type SessionInTheWay } from './lock-waits.ts'
import { dumpRunning } from './migration-problems.ts'

/** From this age on a transaction is told about before the migration begins. */
const longMs = 30_000

/**
 * Waits until nobody dumps the live database any more: a dump keeps a lock on every table to its end, and whoever waits
 * behind it holds all users up. Problem `postgres/dump-running` when it outlasts the patience. Long transactions are named.
 */
export async function clearTheWay(
  database: Database,
  { patienceMs }: { patienceMs: number },
  { clock, sleep, log, cancellation }: Pick<World, 'clock' | 'sleep' | 'log' | 'cancellation'>,
): Promise<void> {
  const started = clock.elapsedMs()
  const until = started + patienceMs
  let told = false
  for (let dumps = await sessions(database, 'dumps'); dumps.length > 0; dumps = await sessions(database, 'dumps')) {
    const named = dumps.map(blockerText).join('; ')
    if (clock.elapsedMs() > until) throw dumpRunning({ database: database.name, dumps: named, waited: durationText(patienceMs) })
    if (!told) log.line(`waiting for a dump of others to end: ${named}`)
    told = true
    cancellation.throwIfRequested('waiting for a dump of others')
    await sleep(200)
  }
  for (const session of await sessions(database, 'long')) log.line(`an old transaction may hold the migration up: ${blockerText(session)}`)
}

async function sessions(database: Database, which: 'dumps' | 'long'): Promise<SessionInTheWay[]> {
  const condition = which === 'dumps' ? `application_name ~* '^pg_dump(all)?$'` : "clock_timestamp() - xact_start > $2 * interval '1 ms'"
  return await database.maintenance.query<SessionInTheWay>(
    `SELECT pid AS blocker, coalesce(application_name, '') AS name, coalesce(state, 'unknown') AS state, coalesce(query, '') AS query,
            (extract(epoch FROM clock_timestamp() - xact_start) * 1000)::float8 AS "ageMs", coalesce(backend_type, '') AS kind
     FROM pg_stat_activity WHERE datname = $1 AND usesysid IS NOT NULL AND application_name NOT LIKE 'fairlead %' AND ${condition}`,
    which === 'dumps' ? [database.name] : [database.name, longMs],
  )
}
