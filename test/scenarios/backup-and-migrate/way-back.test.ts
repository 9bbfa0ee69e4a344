import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import pg from 'pg'
import { realWorld } from '../../../src/core/real-world.ts'
import type { Runner } from '../../../src/core/runner.ts'
import { neverCancelled } from '../../../src/core/signals.ts'
import type { World } from '../../../src/core/world.ts'
import { directoryStore } from '../../../src/database/directory-store.ts'
import { readAddress } from '../../../src/postgres/address.ts'
import { startEmbeddedServer } from '../../../src/postgres/backup/embedded-server.ts'
import { findClientPrograms } from '../../../src/postgres/client-programs.ts'
import { connect } from '../../../src/postgres/connection.ts'
import { type Database, openDatabaseAt } from '../../../src/postgres/database.ts'
import { migrationLock } from '../../../src/postgres/lock.ts'
import { failedName } from '../../../src/postgres/names.ts'
import { reopenDatabase } from '../../../src/postgres/way-back/door.ts'
import { restoreFromBackup } from '../../../src/postgres/way-back/restore-stored.ts'
import { findSwap, swapBack, swapInStandby } from '../../../src/postgres/way-back/swap.ts'
import { readCounters } from '../../../src/postgres/way-back/written-rows.ts'
import { contentOf, type System, startSystem } from './system.ts'

/** What the rollback action does with a migrated database, part by part. */
let system: System
let world: World
let backup: string
let identity: string
let before: string
const names = {
  standby: 'traqora_standby_staging_1',
  failed: failedName({ database: 'traqora', release: 'staging-1' }),
  release: 'staging-1',
  versionTable: 'migrations',
}

beforeAll(async () => {
  system = await startSystem()
  identity = await generateX25519Identity()
  await system.configure({ encryptTo: await identityToRecipient(identity) })
  await system.write('migrations/002_seats.sql', "ALTER TABLE flights ADD COLUMN seats integer; UPDATE flights SET state = 'shut'")
  before = await contentOf(system)
  const run = await system.release()
  expect(run.errors).toEqual([])
  backup = run.outputs['backup-path'] ?? ''
  world = realWorld({
    runner: { mask() {}, info() {}, startGroup() {}, endGroup() {} } as unknown as Runner,
    environment: { PATH: process.env['PATH'], TMPDIR: system.repository },
    workingDirectory: system.repository,
    cancellation: neverCancelled(),
  })
})
afterAll(async () => system[Symbol.asyncDispose]())

test('rows written since are counted behind the closed door, and over the limit it is opened again', async () => {
  await using database = await open()
  const baseline = await counters()
  await system.query("INSERT INTO bookings (flight, passenger) VALUES ('TQ1', 'late'), ('TQ2', 'late'); DELETE FROM bookings WHERE id = 1")
  const refused = await swapInStandby({ database, ...names, limit: 2, baseline }, world)

  expect(refused).toEqual({
    swapped: false,
    because: 'rows-written',
    written: { rows: 3, tables: [{ table: 'public.bookings', rows: 3 }] },
  })
  expect(await system.query("SELECT count(*)::int AS rows FROM bookings WHERE passenger = 'late'")).toEqual([{ rows: 2 }])
})

test('a swap ends sessions, takes moments with clients at work, and can be undone', async () => {
  await using database = await open()
  await using clients = impatientClients()
  await clients.busy()
  const migrated = await contentOf(system)
  const swapped = await swapInStandby({ database, ...names, limit: null, baseline: await counters() }, world)

  expect(swapped).toMatchObject({ swapped: true, exchange: { aside: { name: names.failed } } })
  const aside = swapped.swapped ? swapped.exchange.aside.oid : ''
  const committed = (mark: 'begun' | 'applied', oid: string | null) => findSwap({ database, ...names }, { mark, database: oid })
  const known = swapped.swapped && { live: { oid: swapped.exchange.live.oid, counters: null }, aside: swapped.exchange.aside }
  expect([await committed('begun', aside), await committed('applied', aside), await committed('begun', null)]).toEqual([
    known,
    known,
    known,
  ])
  // Of another attempt, and where nothing tells which database it was.
  expect([await committed('applied', null), await committed('applied', swapped.swapped ? swapped.exchange.live.oid : '')]).toEqual([
    null,
    null,
  ])
  expect(await contentOf(system)).toBe(before)
  expect(swapped.swapped && swapped.closedMs).toBeLessThan(3_000)
  await clients.busy()

  const baseline = await counters()
  await system.query("INSERT INTO bookings (flight, passenger) VALUES ('TQ1', 'meanwhile')")
  const refused = await swapBack({ database, ...names, limit: 0, baseline }, world)
  expect(refused).toMatchObject({ swapped: false, because: 'rows-written', written: { rows: 1 } })
  await system.query("DELETE FROM bookings WHERE passenger = 'meanwhile'")
  const undone = await swapBack({ database, ...names, limit: 2, baseline }, world)
  expect(undone).toMatchObject({ swapped: true, written: { rows: 2 }, exchange: { aside: { name: names.standby } } })
  expect(undone.swapped && undone.closedMs).toBeLessThan(3_000)
  expect(await contentOf(system)).toBe(migrated)
  expect(await contentOf(system, names.standby)).toBe(before)
  expect(await reopenDatabase(database, world)).toBe(false)
})

test('a session that is not ours to end keeps the door: the database is opened again as it was', async () => {
  await using database = await open()
  await using _superuser = await client(system.server.urlOf({ database: 'traqora' }))
  const started = performance.now()

  await expect(swapInStandby({ database, ...names, limit: null, baseline: await counters() }, world)).rejects.toThrow(
    /must be a superuser|permission denied/i,
  )
  expect(performance.now() - started).toBeLessThan(3_000)
  expect(await system.query('SELECT 1 AS open')).toEqual([{ open: 1 }])
})

test('without a standby the stored backup is restored with its secret key, and with no other', async () => {
  await using database = await open()
  const request = { database, store: directoryStore('backups', system.repository), backup, into: 'traqora_restored' }

  await expect(restoreFromBackup({ ...request, ageIdentity: null }, world)).rejects.toThrow('none was given')
  await expect(restoreFromBackup({ ...request, ageIdentity: await generateX25519Identity() }, world)).rejects.toThrow(
    'does not open this backup',
  )
  const restored = await restoreFromBackup({ ...request, ageIdentity: identity }, world)
  expect(restored).toMatchObject({ database: 'traqora_restored', level: 4 })
  expect(await contentOf(system, 'traqora_restored')).toBe(before)
})

test('sixteen at once: one gets the lock, the others are told who has it', async () => {
  const opened = await Promise.all(Array.from({ length: 16 }, () => open()))
  const locks = await Promise.allSettled(opened.map((database) => migrationLock(database, world)))
  const held = locks.filter((lock) => lock.status === 'fulfilled')
  const refused = locks.filter((lock) => lock.status === 'rejected')

  expect(held).toHaveLength(1)
  for (const { reason } of refused) expect(String(reason.message)).toContain('migrated by release staging_1')
  for (const { value } of held) await value[Symbol.asyncDispose]()
  await using _again = await migrationLock(opened[0] as Database, world)
  for (const database of opened) await database[Symbol.asyncDispose]()
})

test('what is restored for two databases of one server lives side by side', async () => {
  await using database = await open()
  const { programs } = await findClientPrograms({ major: database.server.major, folder: system.server.bin, at: null }, world)
  if (programs === null) throw new Error('no programs')
  await using one = await startEmbeddedServer({ programs, database }, world)
  await using other = await startEmbeddedServer({ programs, database: { ...database, name: 'billing' } }, world)
  for (const { address } of [one, other]) {
    await using session = await connect(address, { database: 'postgres', application: 'test', purpose: 'the test' })
    expect(await session.query('SELECT 1 AS alive')).toEqual([{ alive: 1 }])
  }
})

async function open(): Promise<Database> {
  return openDatabaseAt(readAddress(system.url, null), { maintenanceName: 'postgres', release: 'staging-1', randomBytes })
}

async function counters() {
  await using live = await connect(readAddress(system.url, null), { database: 'traqora', application: 'test', purpose: 'counters' })
  return await readCounters(live, 'migrations')
}

async function client(url = system.url): Promise<AsyncDisposable & { client: pg.Client }> {
  const opened = new pg.Client({ connectionString: url })
  opened.on('error', () => {})
  await opened.connect()
  return { client: opened, [Symbol.asyncDispose]: () => opened.end().catch(() => {}) }
}

/** Four clients that read all the time and connect again whenever they are thrown out. */
function impatientClients(): AsyncDisposable & { busy: () => Promise<void> } {
  let stopped = false
  let answered = 0
  const loop = async () => {
    while (!stopped) {
      const { client: reader } = await client().catch(() => ({ client: null }))
      while (
        !stopped &&
        reader !== null &&
        (await reader.query('SELECT count(*) FROM bookings').then(
          () => true,
          () => false,
        ))
      ) {
        answered += 1
        await wait(5)
      }
      await reader?.end().catch(() => {})
      await wait(5)
    }
  }
  const running = [loop(), loop(), loop(), loop()]
  return {
    async busy() {
      const goal = answered + 20
      while (answered < goal) await wait(5)
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      await Promise.all(running)
    },
  }
}
