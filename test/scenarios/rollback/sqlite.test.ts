import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { type ActionRun, runAction } from '../../support/run-action.ts'
import { commitOf, makeSystem, releaseId, type System } from '../blue-green-switch/system.ts'

/** A breaking migration: the old release cannot read what it leaves. */
const migrateScript = `
import { DatabaseSync } from 'node:sqlite'
const database = new DatabaseSync(process.env.DATABASE_FILE)
database.exec("BEGIN; ALTER TABLE bookings RENAME COLUMN passenger TO traveller; INSERT INTO migrations VALUES (2); COMMIT")
`

interface Released extends AsyncDisposable {
  readonly system: System
  readonly file: string
  query(text: string): Record<string, unknown>[]
  rollback(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>
}

/** Release 1 accepted; release 2 migrated the file, moved users, and lost its runner in the soak. */
async function lostAfterMigration({ encryptTo = null }: { encryptTo?: string | null } = {}): Promise<Released> {
  await using parts = new AsyncDisposableStack()
  const system = parts.use(await makeSystem())
  const given = await system.given(2)
  const file = join(String(given.env?.['STATE']), 'traqora.db')
  await mkdir(dirname(file), { recursive: true })
  const query = (text: string) => {
    using database = new DatabaseSync(file)
    return database
      .prepare(text)
      .all()
      .map((row) => ({ ...row }))
  }
  {
    using database = new DatabaseSync(file)
    database.exec('PRAGMA journal_mode = wal; CREATE TABLE migrations (version INTEGER PRIMARY KEY); INSERT INTO migrations VALUES (1)')
    database.exec(
      "CREATE TABLE bookings (id INTEGER PRIMARY KEY, passenger TEXT); INSERT INTO bookings (passenger) VALUES ('one'), ('two')",
    )
  }
  expect((await system.switch(1)).errors).toEqual([])
  const configuration = await readFile(join(system.repository, 'fairlead.yml'), 'utf8')
  await system.write('migrate.mjs', migrateScript)
  await system.write('fairlead.yml', withFile(configuration, encryptTo))
  const migrated = await runAction('backup-and-migrate', given)
  expect(migrated.errors).toEqual([])
  const started = await system.startSwitch(2, { inputs: { soak: '{ for: 60s }' } })
  while ((await system.balancer.color()) === 'green') await new Promise((resolve) => setTimeout(resolve, 20))
  started.kill('SIGKILL')
  await started.ended

  const everything = parts.move()
  return {
    system,
    file,
    query,
    rollback: (inputs = {}) => system.rollback(2, { inputs }),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

const passengers = [{ passenger: 'one' }, { passenger: 'two' }]

test('a breaking migration of a file is taken back with the release, from the record alone', async () => {
  await using released = await lostAfterMigration()
  const { system } = released
  const back = await released.rollback()

  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', 'data-loss': '0', steps: '["database","traffic","stop"]' })
  expect(released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(passengers)
  expect(released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])
  expect(await system.balancer.color()).toBe('green')
  expect([await system.identity('green'), await system.identity('blue')]).toEqual([commitOf(1), null])
  using kept = new DatabaseSync(`${released.file}.failed-${releaseId(2)}`)
  expect(kept.prepare('SELECT count(traveller) AS rows FROM bookings').get()).toMatchObject({ rows: 2 })

  const again = await released.rollback()
  expect(again.outputs).toMatchObject({ decision: 'none', changed: 'false', verdict: 'pass' })
  // A file has no undo, and is not told that there is nothing to undo.
  expect((await released.rollback({ mode: 'undo' })).outputs).toMatchObject({ verdict: 'error', 'reason-code': 'config/section-missing' })
})

test('with rows written since, nothing is restored: it is held, with how many would be lost, and users stay', async () => {
  await using released = await lostAfterMigration()
  using service = new DatabaseSync(released.file)
  service.exec("INSERT INTO bookings (traveller) VALUES ('three')")
  const held = await released.rollback()

  expect(held.exitCode).toBe(1)
  expect(held.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/held', changed: 'false' })
  expect(held.errors[0]?.message).toContain('3 rows were written since the backup and max-lost-rows is 0 (bookings 3)')
  expect(released.query('SELECT count(*) AS count FROM bookings')).toEqual([{ count: 3 }])
  expect(await released.system.balancer.color()).toBe('blue')
})

test('with its copy gone, the encrypted backup is restored with the secret key, and with nothing else', async () => {
  const identity = await generateX25519Identity()
  await using released = await lostAfterMigration({ encryptTo: await identityToRecipient(identity) })
  await rm(`${released.file}.standby-${releaseId(2)}`)

  const held = await released.rollback()
  expect(held.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/held', changed: 'false' })
  expect(held.errors[0]?.message).toContain('give its key as the input age-identity')

  const wrong = await released.rollback({ 'age-identity': await generateX25519Identity() })
  expect(wrong.exitCode).toBe(1)
  expect(wrong.errors[0]?.message).toContain('does not open this backup')
  expect(released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 2 }])

  const back = await released.rollback({ 'age-identity': identity })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', steps: '["database","traffic","stop"]' })
  expect(back.everythingItWrote).not.toContain(identity)
  expect(released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(passengers)
})

function withFile(configuration: string, encryptTo: string | null): string {
  return `${configuration.replace('copy: [service.mjs', 'copy: [migrate.mjs, service.mjs')}sqlite:
  file: "\${env.STATE}/traqora.db"
  migrate: { command: node migrate.mjs, version-table: migrations }
  backup: { store: { directory: "\${env.STATE}/backups" }${encryptTo === null ? '' : `, encrypt-to: ${encryptTo}`} }
`
}
