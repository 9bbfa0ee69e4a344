import type { Cache } from './cache.ts'
import type { Database } from './database.ts'
import { type Route, refusal } from './exchange.ts'
import { VERSION } from './release.ts'
import { type FlightWish, readWish, wishKey } from './route.ts'

const cachedSeconds = 30

const search = {
  name: 'flights',
  text: `SELECT code, origin AS "from", destination AS "to", to_char(departs, 'HH24:MI') AS departs, minutes, price_cents::int AS "priceCents", seats
         FROM flights WHERE ($1::text IS NULL OR origin = $1) AND ($2::text IS NULL OR destination = $2) ORDER BY departs, code`,
}

/** `/flights?from=LIS&to=MAD`, through the cache when there is one: the header x-cache says hit, miss or none. */
export function flightRoutes({ database, cache }: { database: Database; cache: Cache }): Route[] {
  return [
    {
      method: 'GET',
      path: '/flights',
      async handle({ url }) {
        const wish = readWish(url.searchParams)
        if (wish === null) return refusal(400, 'bad-airport', 'from and to must be airports of three letters.')
        const { flights, source } = await findFlights(wish)
        return { status: 200, body: { flights }, headers: { 'x-cache': source } }
      },
    },
  ]

  async function findFlights(wish: FlightWish): Promise<{ flights: unknown; source: 'hit' | 'miss' | 'none' }> {
    const key = `traqora:flights:${VERSION}:${wishKey(wish)}`
    const known = await cache.read(key)
    if (known !== null) return { flights: JSON.parse(known), source: 'hit' }
    const { rows } = await database.query({ ...search, values: [wish.from, wish.to] })
    await cache.write(key, JSON.stringify(rows), cachedSeconds)
    return { flights: rows, source: (await cache.state()) === 'up' ? 'miss' : 'none' }
  }
}
