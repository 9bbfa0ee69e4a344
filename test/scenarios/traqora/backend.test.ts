import { writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { startRedis } from '../../../local/services/redis.ts'
import { type Checkout, checkOut, type Service, startService } from './system.ts'

let postgres: PostgresServer
let checkout: Checkout
let databaseUrl: string
/** For the tests that neither stop it nor set it up. */
let backend: Service

const secrets = { JWT_SECRET: 'j'.repeat(32), JWT_REFRESH_SECRET: 'r'.repeat(32), ADMIN_API_KEY: 'admin-api-key-of-a-test' }

beforeAll(async () => {
  ;[postgres, checkout] = await Promise.all([startPostgres(), checkOut()])
  databaseUrl = await postgres.createDatabase('traqora')
  await migrate()
  backend = await startBackend()
})

afterAll(async () => {
  await backend?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
  await checkout?.[Symbol.asyncDispose]()
})

test('migrating again changes nothing, and says so', async () => {
  expect(await migrate()).toContain('Nothing to do: the schema is at version 3.')
  expect(await rowsOf('SELECT version, name FROM migrations ORDER BY version')).toEqual([
    { version: 1, name: 'flights' },
    { version: 2, name: 'bookings' },
    { version: 3, name: 'schedule' },
  ])
})

test('a migration that fails leaves the schema as it was', async () => {
  await using broken = await checkOut()
  await writeFile(join(broken.folder, 'packages/backend/migrations/004_broken.sql'), 'CREATE TABLE half (id int); SELECT 1 / 0;')
  const failed = broken.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: databaseUrl })
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('004_broken.sql: division by zero') })
  expect(await rowsOf(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }])
})

test('the migration honours PGOPTIONS', async () => {
  await using holder = await connection()
  await holder.client.query(`SELECT pg_advisory_lock(hashtextextended('traqora migrations', 0))`)
  await expect(migrate({ PGOPTIONS: '-c lock_timeout=100' })).rejects.toMatchObject({ stderr: expect.stringContaining('lock timeout') })
})

test('health and version tell what runs, and how fast it started', async () => {
  await using backend = await startBackend({ RELEASE_ID: 'rehearsal-1', RELEASE_COMMIT: 'a'.repeat(40), RELEASE_COLOR: 'blue' })
  expect(await ask(backend, '/health')).toMatchObject({ status: 200, body: { status: 'ok', database: 'up', redis: 'not-configured' } })
  const identity = { release: 'rehearsal-1', commit: 'a'.repeat(40), color: 'blue', version: 1 }
  expect(await ask(backend, '/version')).toMatchObject({ status: 200, body: identity })
  expect(backend.startMs).toBeLessThan(5000)
})

test('without its database the backend says 503, and comes back with it', async () => {
  await using own = await startPostgres()
  await using backend = await startBackend({ DATABASE_URL: own.url })
  await own.kill()
  expect(await ask(backend, '/health')).toMatchObject({ status: 503, body: { status: 'down', database: 'down' } })
  await own.start()
  expect(await ask(backend, '/health')).toMatchObject({ status: 200, body: { database: 'up' } })
})

test('wrong settings are told all at once, by name, and nothing starts', async () => {
  await expect(startBackend({ JWT_SECRET: 'short-secret', ADMIN_API_KEY: '' })).rejects.toThrow(/JWT_SECRET must[\s\S]*ADMIN_API_KEY must/)
  await expect(startBackend({ JWT_SECRET: 'short-secret' })).rejects.not.toThrow(/short-secret/)
})

test('a wallet logs in, books under a smoke run, and cleans up after itself', async () => {
  const wallet = Keypair.random()
  const { authorization } = await login(backend, wallet)
  const smoke = { authorization, 'x-smoke-run': 'smoke-7' }

  const flights = await ask(backend, '/flights?from=LIS&to=MAD')
  expect(flights).toMatchObject({ status: 200, body: { flights: [{ code: 'TQ101', priceCents: 6900 }, { code: 'TQ151' }] } })

  const booked = await ask(backend, '/bookings', { method: 'POST', headers: smoke, body: { flight: 'TQ101' } })
  expect(booked).toMatchObject({
    status: 201,
    body: { flight: 'TQ101', passenger: wallet.publicKey(), smokeRun: 'smoke-7', contract: { mode: 'not-configured' } },
  })
  expect(await rowsOf(`SELECT flight_code FROM bookings WHERE smoke_run = 'smoke-7'`)).toEqual([{ flight_code: 'TQ101' }])

  const path = `/bookings/${booked.body['id']}`
  expect(await ask(backend, path, { headers: { authorization } })).toMatchObject({ status: 200, body: { flight: 'TQ101' } })
  const stranger = await login(backend, Keypair.random())
  expect(await ask(backend, path, { headers: stranger })).toMatchObject({ status: 404 })
  expect(await ask(backend, path, { method: 'DELETE', headers: { authorization } })).toMatchObject({ status: 204 })
  expect(await rowsOf(`SELECT count(*)::int AS left FROM bookings WHERE smoke_run = 'smoke-7'`)).toEqual([{ left: 0 }])
})

test('a real booking is kept, and cancelled instead of deleted', async () => {
  const headers = await login(backend, Keypair.random())
  const booked = await ask(backend, '/bookings', { method: 'POST', headers, body: { flight: 'TQ141' } })
  const path = `/bookings/${booked.body['id']}`
  await ask(backend, path, { method: 'DELETE', headers })
  expect(await ask(backend, path, { headers })).toMatchObject({ status: 200, body: { status: 'cancelled' } })
})

test('a login that is not signed by the account, or repeated, is refused', async () => {
  const [wallet, thief] = [Keypair.random(), Keypair.random()]
  const { challenge } = (await ask(backend, '/auth/challenge', { method: 'POST', body: { account: wallet.publicKey() } })).body
  const attempt = (signer: Keypair) =>
    ask(backend, '/auth/login', {
      method: 'POST',
      body: { account: wallet.publicKey(), challenge, signature: sign(signer, String(challenge)) },
    })

  expect(await attempt(thief)).toMatchObject({ status: 401, body: { error: 'bad-signature' } })
  expect(await attempt(wallet)).toMatchObject({ status: 200 })
  expect(await attempt(wallet)).toMatchObject({ status: 401, body: { error: 'bad-challenge' } })
  expect(await ask(backend, '/bookings', { method: 'POST', headers: { authorization: 'Bearer a.b.c' } })).toMatchObject({ status: 401 })
})

test('with Redis a search is answered from the cache, without it from the database', async () => {
  const redis = await startRedis()
  if (redis === null) return expect(await ask(await startBackend(), '/flights')).toMatchObject({ headers: { 'x-cache': 'none' } })
  await using _ended = redis
  await using backend = await startBackend({ REDIS_URL: redis.url })
  await until(async () => (await ask(backend, '/health')).body['redis'] === 'up')
  expect((await ask(backend, '/flights?from=JFK')).headers['x-cache']).toBe('miss')
  expect((await ask(backend, '/flights?from=JFK')).headers['x-cache']).toBe('hit')
  await redis.kill()
  expect(await ask(backend, '/flights?from=JFK')).toMatchObject({ status: 200, headers: { 'x-cache': 'none' } })
  expect(await ask(backend, '/health')).toMatchObject({ status: 200, body: { status: 'degraded', redis: 'down' } })
})

test('started by npm it knows its color, and ends with npm', async () => {
  const folder = join(checkout.folder, 'packages/backend')
  const env = { DATABASE_URL: databaseUrl, ...secrets, COLOR: 'green', RELEASE_COLOR: 'green' }
  await using backend = await startService({ folder, env, readyAt: '/version', command: ['npm', 'run', 'start'] })
  expect((await ask(backend, '/version')).body).toMatchObject({ color: 'green' })
  expect(await backend.stop()).toBe(0)
  await expect(ask(backend, '/version')).rejects.toThrow()
})

test('SIGTERM lets the request in flight end, asks to close, and exits 0', async () => {
  await using backend = await startBackend()
  await using holder = await connection()
  await holder.client.query('BEGIN; LOCK TABLE flights IN ACCESS EXCLUSIVE MODE')
  const agent = new Agent({ keepAlive: true })
  const inFlight = searchWith(agent, backend)
  await until(
    async () =>
      (await rowsOf(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'traqora-backend'`)).length === 1,
  )

  const stopped = backend.stop()
  await until(async () => backend.output().includes('draining'))
  await expect(searchWith(new Agent(), backend)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await holder.client.query('ROLLBACK')
  expect(await inFlight).toEqual({ status: 200, connection: 'close' })
  expect(await stopped).toBe(0)
  agent.destroy()
})

test('the second version is compatible with the schema before and after its migration', async () => {
  const url = await postgres.createDatabase('upgraded')
  await using newer = await checkOut()
  await newer.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: url })
  await using older = await startBackend({ DATABASE_URL: url })
  // Its connections keep the statement they prepared before the migration.
  await ask(older, '/flights?from=JFK')
  await newer.upgrade('second')
  expect(await newer.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: url })).toContain('Applied 1.')
  await using backend = await startBackend({ DATABASE_URL: url }, newer)

  expect((await ask(older, '/flights?from=JFK')).body).toEqual({ flights: [expect.not.objectContaining({ seats: expect.anything() })] })
  expect((await ask(backend, '/flights?from=JFK')).body).toEqual({ flights: [expect.objectContaining({ code: 'TQ142', seats: 290 })] })
  expect((await ask(backend, '/version')).body).toMatchObject({ version: 2 })
})

test('the third version serves a few searches well, and fails a part of many', async () => {
  const url = await postgres.createDatabase('broken')
  await using third = await checkOut()
  for (const name of ['second', 'third'] as const) await third.upgrade(name)
  await third.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: url })
  await using backend = await startBackend({ DATABASE_URL: url }, third)
  const search = async () => (await ask(backend, '/flights?from=LIS')).status

  const few = await inTurn(60, search)
  expect(few.every((status) => status === 200)).toBe(true)
  const many = await inTurn(400, search)
  const failed = many.filter((status) => status === 500).length
  expect(failed).toBeGreaterThan(40)
  expect(failed).toBeLessThan(100)
  expect((await ask(backend, '/version')).body).toMatchObject({ version: 3 })
})

test('the client serves its page with the address of the API, and its version', async () => {
  const folder = join(checkout.folder, 'packages/client')
  await using client = await startService({
    folder,
    env: { NEXT_PUBLIC_API_URL: 'http://api.test', RELEASE_COLOR: 'green' },
    readyAt: '/version.json',
  })
  expect(await (await fetch(client.url)).text()).toContain('{"apiUrl":"http://api.test","version":1}')
  expect(await (await fetch(`${client.url}/version.json`)).json()).toMatchObject({ color: 'green', version: 1 })
  expect(await client.stop()).toBe(0)
})

function migrate(env: Record<string, string> = {}): Promise<string> {
  return checkout.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: databaseUrl, ...env })
}

function startBackend(env: Record<string, string> = {}, from = checkout): Promise<Service> {
  const folder = join(from.folder, 'packages/backend')
  return startService({ folder, env: { DATABASE_URL: databaseUrl, ...secrets, ...env }, readyAt: '/version' })
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: object
}

async function ask(backend: Service, path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  const answer = await fetch(`${backend.url}${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  const text = await answer.text()
  const content: Record<string, unknown> = text === '' ? {} : JSON.parse(text)
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: content }
}

async function login(backend: Service, wallet: Keypair): Promise<{ authorization: string }> {
  const account = wallet.publicKey()
  const { challenge } = (await ask(backend, '/auth/challenge', { method: 'POST', body: { account } })).body
  const session = await ask(backend, '/auth/login', {
    method: 'POST',
    body: { account, challenge, signature: sign(wallet, String(challenge)) },
  })
  return { authorization: `Bearer ${session.body['token']}` }
}

function sign(wallet: Keypair, text: string): string {
  return Buffer.from(wallet.sign(Buffer.from(text))).toString('base64')
}

function searchWith(agent: Agent, backend: Service): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = get(`${backend.url}/flights`, { agent }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }))
    })
    request.on('error', reject)
  })
}

async function inTurn<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  while (results.length < times) results.push(await work())
  return results
}

async function connection() {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}

async function rowsOf(query: string): Promise<object[]> {
  await using session = await connection()
  return (await session.client.query(query)).rows
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Still not: ${isTrue}`)
    await sleep(20)
  }
}
