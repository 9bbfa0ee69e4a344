import type { Database } from './database.ts'
import { type Route, refusal } from './exchange.ts'
import type { Settings } from './settings.ts'
import { sameText } from './token.ts'

/** `/admin/statistics` for holders of the key, given in x-admin-key. */
export function administrationRoutes({ database, settings }: { database: Database; settings: Settings }): Route[] {
  return [
    {
      method: 'GET',
      path: '/admin/statistics',
      async handle(call) {
        if (!sameText(call.header('x-admin-key') ?? '', settings.adminApiKey))
          return refusal(401, 'not-the-admin', 'A valid x-admin-key is needed.')
        const { rows } = await database.query(
          `SELECT count(*)::int AS bookings, count(smoke_run)::int AS "smokeBookings", count(transaction_hash)::int AS "onChain" FROM bookings`,
        )
        return { status: 200, body: rows[0] }
      },
    },
  ]
}
