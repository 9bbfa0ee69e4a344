import { durationText } from '../../core/duration.ts'
import type { World } from '../../core/world.ts'
import type { Database } from '../database.ts'
import { mayBeEnded, sessionsWithRoles } from './migration-sessions.ts'

const intervalMs = 20
/** A session that minds its own lock_timeout is ahead of us by this much. */
const graceMs = 40

/** Who stood in the way of a migration, and what was done about it. */
export interface LockWaits extends AsyncDisposable {
  /** `process 4711 (psql, idle in transaction for 5 min 2 s): SELECT ...`, each once. */
  blockers(): readonly string[]
  /** How often a session that did not mind its lock_timeout was stopped from outside. */
  stopped(): number
  /** Whether autovacuum was in the way: it gives way only to those who wait longer than deadlock_timeout. */
  behindAutovacuum(): boolean
}

/** A session as the server shows it to us. */
export interface SessionInTheWay {
  /** Its process. */
  readonly blocker: number
  readonly name: string
  readonly state: string
  readonly ageMs: number | null
  readonly query: string
  readonly kind: string
}

interface Waiting extends SessionInTheWay {
  readonly waiter: number
  readonly onTable: boolean
  readonly waitedMs: number
}

/**
 * Looks at the sessions of a migration from outside while they work. A lock on a table that is waited for longer than
 * `limitMs` is given up for the tool: so the limit holds for every tool, also for one that ignores PGOPTIONS.
 */
export async function watchLockWaits(
  database: Database,
  { names, target, limitMs }: { names: readonly string[]; target: string; limitMs: number },
  world: Pick<World, 'sleep' | 'log'>,
): Promise<LockWaits> {
  const session = await database.connect({ to: database.maintenanceName, as: 'watch' })
  const blockers = new Map<number, string>()
  let stopped = 0
  let behindAutovacuum = false
  let isTold = false
  const stop = new AbortController()
  const look = async () => {
    const waits = await session.query<Waiting>(waitsQuery, [target, names])
    for (const wait of waits) {
      blockers.set(wait.blocker, blockerText(wait))
      behindAutovacuum ||= wait.kind === 'autovacuum worker'
    }
    const overdue = [
      ...new Set(waits.filter(({ onTable, waitedMs }) => onTable && waitedMs > limitMs + graceMs).map(({ waiter }) => waiter)),
    ]
    if (overdue.length === 0) return
    stopped += (await session.query(stopQuery, [overdue])).length
    if (stopped === 0 && !isTold)
      world.log.line(`the role of database.url may not stop the sessions of the migration: users wait behind them`)
    isTold = true
  }
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await look()
      await world.sleep(intervalMs, stop.signal).catch(() => {})
    }
  })().catch(() => {})
  return {
    blockers: () => [...blockers.values()],
    stopped: () => stopped,
    behindAutovacuum: () => behindAutovacuum,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await looking
      await session[Symbol.asyncDispose]()
    },
  }
}

const stopQuery = `SELECT pg_cancel_backend(a.pid) FROM ${sessionsWithRoles} WHERE a.pid = ANY ($1::int[]) AND ${mayBeEnded}`

/** Sessions of other roles show little without more rights: then their number must do. */
const waitsQuery = `
SELECT waiter.pid AS waiter, lock.locktype = 'relation' AS "onTable",
       (extract(epoch FROM clock_timestamp() - lock.waitstart) * 1000)::float8 AS "waitedMs",
       blocker.pid AS blocker, coalesce(blocker.application_name, '') AS name, coalesce(blocker.state, 'unknown') AS state,
       (extract(epoch FROM clock_timestamp() - blocker.xact_start) * 1000)::float8 AS "ageMs", coalesce(blocker.query, '') AS query,
       coalesce(blocker.backend_type, '') AS kind
FROM pg_stat_activity waiter JOIN pg_locks lock ON lock.pid = waiter.pid AND NOT lock.granted
CROSS JOIN LATERAL unnest(pg_blocking_pids(waiter.pid)) AS blocking (pid) JOIN pg_stat_activity blocker ON blocker.pid = blocking.pid
WHERE waiter.datname = $1 AND waiter.application_name = ANY ($2::text[])`

/** Values inside a query are nobody's business here. */
export function blockerText({ blocker, name, state, ageMs, query, kind }: SessionInTheWay): string {
  const who = [name === '' ? kind : name, `${state}${ageMs === null ? '' : ` for ${durationText(ageMs)}`}`].filter((part) => part !== '')
  const shown = withoutValues(query).replaceAll(/\s+/g, ' ').trim()
  return `process ${blocker} (${who.join(', ')})${shown === '' ? '' : `: ${shown.slice(0, 120)}`}`
}

/** As patterns of the server's lexer. */
const values = [
  String.raw`\bE'(?:[^'\\]|\\.|'')*(?:'|$)`,
  `'(?:[^']|'')*(?:'|$)`,
  // Between dollars, with or without a tag.
  String.raw`\$([A-Za-z_]\w*|)\$[\s\S]*?(?:\$\1\$|$)`,
]
const comments = [String.raw`--[^\n]*`, String.raw`/\*[\s\S]*?(?:\*/|$)`]
const notCode = new RegExp([...values, ...comments].join('|'), 'gi')

/** The server cuts a long query off (track_activity_query_size), so the last value may have no end. */
function withoutValues(query: string): string {
  return query
    .replaceAll(notCode, (found) => (/^(?:--|\/\*)/.test(found) ? ' ' : "'...'"))
    .replaceAll(/(?<![\w$])\d+(?:\.\d+)?(?!\w)/g, '...')
}
