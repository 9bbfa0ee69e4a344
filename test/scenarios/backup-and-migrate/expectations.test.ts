import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { contentOf, type System, startSystem } from './system.ts'

let system: System
let before: string

beforeAll(async () => {
  system = await startSystem()
  before = await contentOf(system)
})
afterAll(async () => system[Symbol.asyncDispose]())

const byFlight = `{ query: "SELECT * FROM bookings WHERE flight = 'TQ1'", no-full-scan: [bookings] }`
const onDay = `{ query: "SELECT note FROM \\"odd \\"\\"name\\" o WHERE day = '2026-05-05'", no-full-scan: [odd_2026] }`
const inOrder = `{ query: "SELECT * FROM bookings WHERE passenger = 'nobody' ORDER BY id LIMIT 20", no-full-scan: [bookings] }`
const noneShut = `{ query: "SELECT count(*) FROM flights WHERE state = 'shut'", answer: "0" }`

test('a query without an index and a wrong answer are told on the copy: production is not touched', async () => {
  await system.write('migrations/002_shut.sql', "UPDATE flights SET state = 'shut' WHERE code = 'TQ1'")
  await system.configure({
    rehearse: true,
    migrate: `, expect: [${byFlight}, ${onDay}, ${inOrder}, ${noneShut}, { query: "SELECT nothing", answer: "1" }]`,
  })
  const run = await system.release()

  expect(run.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'postgres/rehearsal-failed', changed: 'false' })
  const told = run.errors[0]?.message
  expect(told).toContain(`"SELECT * FROM bookings WHERE flight = 'TQ1'" reads all of public.bookings: no index serves it`)
  expect(told).toContain(
    `"SELECT * FROM bookings WHERE passenger = 'nobody' ORDER BY id LIMIT 20" reads all of public.bookings: no index serves it`,
  )
  expect(told).toContain('reads all of public.odd_2026: no index serves it')
  expect(told).toContain(`"SELECT count(*) FROM flights WHERE state = 'shut'" gave 1, expected 0`)
  expect(told).toContain('"SELECT nothing" ended with: column "nothing" does not exist')
  expect(await contentOf(system)).toBe(before)
})

test('in production it is a failed migration, and the database is as before', async () => {
  await system.configure({ migrate: `, expect: [${noneShut}]` })
  const run = await system.release({ id: '2' })

  expect(run.outputs['reason-code']).toBe('postgres/migration-failed')
  expect(run.errors[0]?.message).toContain('it ended well, but not as expected')
  expect(await contentOf(system)).toBe(before)
})

test('an expectation that loses its session is a failed migration too, and the database is as before', async () => {
  await system.configure({ migrate: ', expect: [{ query: SELECT pg_terminate_backend(pg_backend_pid()), answer: "true" }]' })
  const run = await system.release({ id: '8' })

  expect(run.outputs['reason-code']).toBe('postgres/migration-failed')
  expect(run.errors[0]?.message).toContain('not all could be asked')
  expect(await contentOf(system)).toBe(before)
})

test('what holds lets the release through: an index that serves, though the table is small', async () => {
  await system.write(
    'migrations/002_shut.sql',
    'CREATE INDEX bookings_by_flight ON bookings (flight); CREATE INDEX latest ON bookings (booked_at) WHERE flight IS NULL; CREATE TABLE "Seats" (number integer PRIMARY KEY)',
  )
  const seats = '{ query: SELECT * FROM "Seats" WHERE number = 1, no-full-scan: [Seats] }'
  const partly = `{ query: "SELECT * FROM bookings WHERE flight IS NULL AND passenger = 'one' ORDER BY booked_at LIMIT 1", no-full-scan: [bookings] }`
  const texts = [
    ["SELECT DATE '2026-05-05'", '2026-05-05'],
    [`SELECT details FROM flights WHERE code = 'TQ1'`, '{"n" : 1}'],
    ['SELECT count(*) = 0 FROM "Seats"', 'true'],
    ['SELECT price FROM flights ORDER BY price LIMIT 1', '1.5000'],
  ].map(([query, answer]) => JSON.stringify({ query, answer }))
  await system.configure({ rehearse: true, migrate: `, expect: [${[byFlight, noneShut, seats, partly, ...texts].join(', ')}]` })
  const run = await system.release({ id: '3' })

  expect(run.errors).toEqual([])
  expect(run.outputs['verdict']).toBe('pass')
})

test('an expectation may not write, and needs something to expect', async () => {
  await system.write('migrations/003_more.sql', 'SELECT 1')
  await system.configure({ migrate: ', expect: [{ query: "DELETE FROM flights RETURNING 1", answer: "1" }]' })
  const run = await system.release({ id: '4' })
  expect(run.errors[0]?.message).toContain('cannot execute DELETE in a read-only transaction')

  await system.configure({ migrate: ', expect: [{ query: SELECT 1 }]' })
  const empty = await system.release({ id: '5' })
  expect(empty.errors[0]?.message).toContain('expected answer or no-full-scan')
})

test('a command that ends with 0 after an error has failed, unless its lines are allowed', async () => {
  await system.write('migrations/003_more.sql', 'SELECT 1')
  const psql = `PATH=${system.server.bin}:$PATH psql -q "$DATABASE_URL" -c "SELECT no_such_function()" -c "SELECT 1" || true`
  await system.configure({ command: psql })
  const run = await system.release({ id: '6' })
  expect(run.outputs['reason-code']).toBe('postgres/migration-failed')
  expect(run.errors[0]?.message).toContain('the command ended with 0, and said: ERROR:  function no_such_function() does not exist')

  await system.configure({ command: psql, migrate: ', error-lines: allow' })
  const allowed = await system.release({ id: '7' })
  expect(allowed.outputs['verdict']).toBe('pass')
})
