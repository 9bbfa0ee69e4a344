import type { BookingContract, ContractOutcome } from './booking-contract.ts'
import type { Database } from './database.ts'
import { type Call, type Reply, type Route, refusal } from './exchange.ts'
import { callerOf } from './sessions.ts'
import type { Settings } from './settings.ts'

const columns = `id, flight_code AS flight, passenger, price_cents::int AS "priceCents", status, smoke_run AS "smokeRun",
  contract_booking_id::int AS "contractBookingId", transaction_hash AS "transaction"`

interface BookingOptions {
  database: Database
  contract: BookingContract
  settings: Settings
}

/**
 * Bookings of the caller. One made with the header x-smoke-run is marked with its value, calls the contract by simulation only, and
 * is deleted instead of cancelled.
 */
export function bookingRoutes({ database, contract, settings }: BookingOptions): Route[] {
  return [
    { method: 'POST', path: '/bookings', handle: asCaller(book) },
    { method: 'GET', path: '/bookings/:id', handle: asCaller(show) },
    { method: 'DELETE', path: '/bookings/:id', handle: asCaller(cancel) },
  ]

  async function book(call: Call, passenger: string): Promise<Reply> {
    const { flight } = await call.body()
    if (typeof flight !== 'string') return refusal(400, 'bad-flight', 'flight must be the code of a flight.')
    const smokeRun = call.header('x-smoke-run')
    const { rows } = await database.query(
      `INSERT INTO bookings (flight_code, passenger, price_cents, status, smoke_run)
       SELECT code, $2, price_cents, 'pending', $3 FROM flights WHERE code = $1 RETURNING id, price_cents::int AS "priceCents"`,
      [flight, passenger, smokeRun],
    )
    const [row] = rows
    if (row === undefined) return refusal(404, 'unknown-flight', `There is no flight ${flight}.`)
    const outcome = await contract.book({ passenger, flight, priceCents: row.priceCents }, { only: smokeRun === null ? null : 'simulate' })
    const booking = await settle(row.id, outcome)
    return { status: outcome.mode === 'failed' ? 502 : 201, body: { ...booking, contract: outcome } }
  }

  async function settle(id: string, outcome: ContractOutcome): Promise<object> {
    const status = { submitted: 'confirmed', simulated: 'simulated', 'not-configured': 'recorded', failed: 'failed' }[outcome.mode]
    const bookingId = outcome.mode === 'submitted' ? outcome.bookingId : null
    const transaction = outcome.mode === 'submitted' ? outcome.transaction : null
    const { rows } = await database.query(
      `UPDATE bookings SET status = $2, contract_booking_id = $3, transaction_hash = $4 WHERE id = $1 RETURNING ${columns}`,
      [id, status, bookingId, transaction],
    )
    return rows[0]
  }

  async function show({ parameters }: Call, passenger: string): Promise<Reply> {
    const { rows } = await database.query(`SELECT ${columns} FROM bookings WHERE id = $1 AND passenger = $2`, [parameters['id'], passenger])
    return rows.length === 1 ? { status: 200, body: rows[0] } : unknownBooking
  }

  async function cancel({ parameters }: Call, passenger: string): Promise<Reply> {
    const mine = [parameters['id'], passenger]
    const deleted = await database.query('DELETE FROM bookings WHERE id = $1 AND passenger = $2 AND smoke_run IS NOT NULL', mine)
    if (deleted.rowCount === 1) return { status: 204 }
    const cancelled = await database.query(`UPDATE bookings SET status = 'cancelled' WHERE id = $1 AND passenger = $2`, mine)
    return cancelled.rowCount === 1 ? { status: 204 } : unknownBooking
  }

  function asCaller(handle: (call: Call, passenger: string) => Promise<Reply>): Route['handle'] {
    return async (call) => {
      const passenger = callerOf(call, settings)
      if (passenger === null) return refusal(401, 'not-logged-in', 'A valid bearer token is needed.')
      const { id } = call.parameters
      return id === undefined || isUuid(id) ? handle(call, passenger) : unknownBooking
    }
  }
}

const unknownBooking = refusal(404, 'unknown-booking', 'You have no such booking.')

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
