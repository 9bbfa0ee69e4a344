import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../../../local/services/postgres.ts'
import { type ActionRun, runAction } from '../../support/run-action.ts'
import { commitOf, makeSystem, releaseId, type System } from '../blue-green-switch/system.ts'

const pgModule = pathToFileURL(join(import.meta.dirname, '../../../node_modules/pg/lib/index.js')).href

/** A breaking migration: the old release cannot read what it leaves. */
const migrateScript = `
import pg from '${pgModule}'
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
await client.query("BEGIN; ALTER TABLE bookings RENAME COLUMN passenger TO traveller; INSERT INTO migrations VALUES (2); COMMIT")
await client.end()
`

interface Released extends AsyncDisposable {
  readonly system: System
  readonly url: string
  query(text: string): Promise<unknown[]>
  databases(): Promise<string[]>
  rollback(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>
  /** Without any database of the name. */
  drop(database: string): Promise<void>
}

/** Release 1 accepted; release 2 migrated the database, moved users, and lost its runner in the soak. */
async function lostAfterMigration({ encryptTo = null }: { encryptTo?: string | null } = {}): Promise<Released> {
  await using parts = new AsyncDisposableStack()
  const system = parts.use(await makeSystem())
  const server: PostgresServer = parts.use(await startPostgres())
  const url = await server.createDatabase('traqora', { owner: await server.createRole('app', { attributes: ['CREATEDB'] }) })
  const query = (text: string, at = url) => onClient(at, text)
  await query('CREATE TABLE migrations (version integer PRIMARY KEY); INSERT INTO migrations VALUES (1)')
  await query("CREATE TABLE bookings (id serial PRIMARY KEY, passenger text); INSERT INTO bookings (passenger) VALUES ('one'), ('two')")
  expect((await system.switch(1)).errors).toEqual([])

  const configuration = await readFile(join(system.repository, 'fairlead.yml'), 'utf8')
  await system.write('migrate.mjs', migrateScript)
  await system.write('fairlead.yml', withDatabase(configuration, encryptTo))
  const migrated = await runAction('backup-and-migrate', await system.given(2, { env: { DATABASE_URL: url } }))
  expect(migrated.errors).toEqual([])
  const started = await system.startSwitch(2, { env: { DATABASE_URL: url }, inputs: { soak: '{ for: 60s }' } })
  while ((await system.balancer.color()) === 'green') await new Promise((resolve) => setTimeout(resolve, 20))
  started.kill('SIGKILL')
  await started.ended

  const everything = parts.move()
  return {
    system,
    url,
    query,
    databases: async () => {
      const rows = await query(
        "SELECT datname FROM pg_database WHERE datname LIKE 'traqora%' ORDER BY 1",
        server.urlOf({ database: 'postgres' }),
      )
      return (rows as { datname: string }[]).map(({ datname }) => datname)
    },
    rollback: (inputs = {}) => system.rollback(2, { env: { DATABASE_URL: url }, inputs }),
    async drop(database) {
      await query(`DROP DATABASE ${database}`, server.urlOf({ database: 'postgres' }))
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

test('a breaking migration is taken back with the release: the backup becomes the live database again, the other one is kept', async () => {
  await using released = await lostAfterMigration()
  const { system } = released
  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', 'data-loss': '0', steps: '["database","traffic","stop"]' })
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual([{ passenger: 'one' }, { passenger: 'two' }])
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])
  expect(await released.databases()).toEqual(['traqora', `traqora_failed_${releaseId(2).replace('-', '_')}`])
  expect(await system.balancer.color()).toBe('green')
  expect([await system.identity('green'), await system.identity('blue')]).toEqual([commitOf(1), null])

  const again = await released.rollback()
  expect(again.outputs).toMatchObject({ decision: 'none', changed: 'false', verdict: 'pass' })
})

test('with rows written since, nothing is swapped: it is held, with how many would be lost, and users stay', async () => {
  await using released = await lostAfterMigration()
  await released.query("INSERT INTO bookings (traveller) VALUES ('three')")
  const held = await released.rollback()
  expect(held.exitCode).toBe(1)
  expect(held.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/held', changed: 'false' })
  expect(held.errors[0]?.message).toMatch(/\d+ rows were written since the backup and max-lost-rows is 0 \(public\.bookings \d+; \d+ bytes/)
  expect(await released.query('SELECT count(*)::int AS count FROM bookings')).toEqual([{ count: 3 }])
  expect(await released.system.balancer.color()).toBe('blue')
})

test('with its standby database gone, the encrypted backup is restored with the secret key, and with nothing else', async () => {
  const identity = await generateX25519Identity()
  await using released = await lostAfterMigration({ encryptTo: await identityToRecipient(identity) })
  await released.drop(`traqora_standby_${releaseId(2).replace('-', '_')}`)

  const held = await released.rollback()
  expect(held.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/held', changed: 'false' })
  expect(held.errors[0]?.message).toContain('give its key as the input age-identity')

  const wrong = await released.rollback({ 'age-identity': await generateX25519Identity() })
  expect(wrong.exitCode).toBe(1)
  expect(wrong.errors[0]?.message).toContain('does not open this backup')
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 2 }])

  const back = await released.rollback({ 'age-identity': identity })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', steps: '["database","traffic","stop"]' })
  expect(back.everythingItWrote).not.toContain(identity)
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual([{ passenger: 'one' }, { passenger: 'two' }])
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])
})

function withDatabase(configuration: string, encryptTo: string | null): string {
  return `${configuration.replace('copy: [service.mjs', 'copy: [migrate.mjs, service.mjs')}database:
  url: "\${env.DATABASE_URL}"
  migrate: { command: node migrate.mjs, version-table: migrations }
  backup: { store: { directory: "\${env.STATE}/backups" }${encryptTo === null ? '' : `, encrypt-to: ${encryptTo}`} }
`
}

async function onClient(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const results = await client.query(text)
    return Array.isArray(results) ? [] : results.rows
  } finally {
    await client.end()
  }
}
