import type { Connection } from '../connection.ts'
import type { Database } from '../database.ts'

/** One is not kept busy by a single large table while the other takes all the rest. */
const sessions = 2

/**
 * Statistics and visibility maps of every relation of the user, which a dump before 18 does not hold: without them the
 * first queries after a swap would go astray.
 */
export async function vacuumDatabase(database: Database, name: string): Promise<void> {
  await using first = await database.connect({ to: name, as: 'restore' })
  const waiting = (await first.query<{ statement: string }>(statementQuery)).map(({ statement }) => statement)
  const work = async (session: Connection) => {
    for (let statement = waiting.shift(); statement !== undefined; statement = waiting.shift()) await session.query(statement)
  }
  const others = Array.from({ length: sessions - 1 }, async () => {
    await using session = await database.connect({ to: name, as: 'restore' })
    await work(session)
  })
  await Promise.all([work(first), ...others])
}

/** The largest first. A partitioned table has no rows of its own, only statistics over all its partitions. */
const statementQuery = `
  SELECT format(CASE c.relkind WHEN 'p' THEN 'ANALYZE %I.%I' ELSE 'VACUUM (ANALYZE) %I.%I' END, n.nspname, c.relname) AS statement
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  ORDER BY pg_table_size(c.oid) DESC, 1`
