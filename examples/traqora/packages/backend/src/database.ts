import pg from 'pg'
import type { Log } from './log.ts'

export type Database = pg.Pool

/** Connects on first use; an idle connection that breaks is told and replaced. */
export function openDatabase({ url, log }: { url: string; log: Log }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 3000,
    query_timeout: 5000,
    application_name: 'traqora-backend',
  })
  pool.on('error', (error) => log('warn', 'database connection lost', { error: error.message }))
  return pool
}
