import type { World } from '../core/world.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'

/** Sessions of programs must be seen to be known; the shortest of a migration tool live some 50 ms. */
const intervalMs = 15

/** Whether anyone besides this run and its migration could have written to the live database. */
export interface Watch extends AsyncDisposable {
  /** Names of the active others as far as they were seen. Empty: it is proved that there were none. */
  others(): Promise<readonly string[]>
}

interface Session {
  readonly key: string
  readonly name: string
  readonly idleSince: string | null
}

/**
 * Looks at the sessions of the live database until it is disposed. PostgreSQL does not say who wrote a row, so the proof
 * goes by absence: every session that was not ours stayed idle all the time, and the server's own count of
 * sessions says that none came and went between two looks. Whatever cannot be excluded counts as active.
 */
export async function watchOtherSessions(
  database: Database,
  { migrationNames, world }: { migrationNames: readonly string[]; world: Pick<World, 'sleep'> },
): Promise<Watch> {
  const session = await database.connect({ to: database.maintenanceName, as: 'watch' })
  const isOurs = ({ name }: Session) => name.endsWith(` ${database.nonce}`) || migrationNames.includes(name)
  // Those this very process and its pg_dump open are counted, not looked for: some live for a few milliseconds.
  const isCounted = ({ name }: Session) => name.endsWith(` ${database.nonce}`) && !name.startsWith('fairlead migrate ')
  const openedBefore = database.sessionsOpened()
  const begin = await look(session, database.name)
  const before = new Map(begin.sessions.map((found) => [found.key, found]))
  const appeared = new Map<string, Session>()
  const active = new Set<string>()
  let last = begin
  const judge = async () => {
    last = await look(session, database.name)
    for (const found of last.sessions) {
      const earlier = before.get(found.key)
      if (earlier === undefined && !isCounted(found)) appeared.set(found.key, found)
      if (!isOurs(found) && (earlier === undefined || found.idleSince === null || found.idleSince !== earlier.idleSince))
        active.add(found.name)
    }
  }
  const stop = new AbortController()
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await judge()
      await world.sleep(intervalMs, stop.signal).catch(() => {})
    }
  })().catch(() => active.add('unknown: the watch itself was cut off'))
  return {
    async others() {
      stop.abort()
      await looking
      await judge().catch(() => active.add('unknown: the watch itself was cut off'))
      const present = new Set(last.sessions.map(({ key }) => key))
      for (const [key, found] of before) if (!present.has(key) && !isOurs(found)) active.add(found.name)
      const counted = database.sessionsOpened() - openedBefore
      if (last.established - begin.established - counted > appeared.size) active.add('sessions too short to be seen')
      return [...active].map((name) => (name === '' ? 'a session without name' : name)).sort()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await looking
      await session[Symbol.asyncDispose]()
    },
  }
}

/** Ends what a killed run left behind: under the migration lock every working session of another run is an orphan. */
export async function endOrphans(database: Database, { write, sleep, log }: Pick<World, 'write' | 'sleep' | 'log'>): Promise<void> {
  const orphans = () =>
    database.maintenance.query<{ pid: number; name: string }>(
      `SELECT pid, application_name AS name FROM pg_stat_activity
       WHERE application_name ~ '^fairlead (backup|dump|restore|migrate) ' AND application_name NOT LIKE '% ' || $1
         AND datname IS NOT NULL AND (datname = $2 OR left(datname, length($3)) = $3)`,
      [database.nonce, database.name, `${database.name.slice(0, 40)}_standby_`],
    )
  for (let found = await orphans(); found.length > 0; found = await orphans()) {
    const pids = found.map(({ pid }) => pid)
    log.line(`ending what a run that was killed left behind: ${found.map(({ name }) => name).join(', ')}`)
    await write('end orphaned sessions', () =>
      database.maintenance.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]),
    )
    await sleep(50)
  }
}

/** Of sessions of other roles little is shown without more rights; what is hidden counts as activity. Server processes have no role. */
async function look(session: Connection, database: string): Promise<{ sessions: Session[]; established: number }> {
  const rows = await session.query<{ key: string | null; name: string; idleSince: string | null; established: string }>(
    `SELECT a.pid || ' ' || coalesce(a.backend_start::text, '') AS key, coalesce(a.application_name, '') AS name,
            CASE WHEN a.state = 'idle' THEN a.state_change::text END AS "idleSince", d.sessions::text AS established
     FROM pg_stat_database d LEFT JOIN pg_stat_activity a
       ON a.datid = d.datid AND a.usesysid IS NOT NULL AND coalesce(a.backend_type, '') NOT IN ('parallel worker', 'walsender')
     WHERE d.datname = $1`,
    [database],
  )
  return {
    established: Number(rows[0]?.established ?? 0),
    sessions: rows.flatMap(({ key, name, idleSince }) => (key === null ? [] : [{ key, name, idleSince }])),
  }
}
