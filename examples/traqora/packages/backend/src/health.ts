import type { Cache } from './cache.ts'
import type { Database } from './database.ts'
import type { Route } from './exchange.ts'
import { VERSION } from './release.ts'
import type { Settings } from './settings.ts'

interface HealthOptions {
  database: Database
  cache: Cache
  settings: Settings
}

/** `/health`: 503 when the database is away; a missing cache makes it slower, not ill. `/version`: which release answers. */
export function healthRoutes({ database, cache, settings }: HealthOptions): Route[] {
  const { release, stellar } = settings
  const identity = { release: release.id, commit: release.commit, color: release.color, version: VERSION }
  return [
    {
      method: 'GET',
      path: '/health',
      async handle() {
        const [found, redis] = await Promise.all([databaseState(database), cache.state()])
        const status = found === 'down' ? 'down' : redis === 'down' ? 'degraded' : 'ok'
        const contract = stellar.rpcUrl !== null && stellar.bookingContractId !== null ? 'configured' : 'not-configured'
        return { status: found === 'up' ? 200 : 503, body: { status, database: found, redis, contract, version: VERSION } }
      },
    },
    { method: 'GET', path: '/version', handle: async () => ({ status: 200, body: identity }) },
  ]
}

async function databaseState(database: Database): Promise<'up' | 'down'> {
  return database.query('SELECT 1').then(
    () => 'up',
    () => 'down',
  )
}
