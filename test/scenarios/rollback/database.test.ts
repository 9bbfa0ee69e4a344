import { readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { startArtifactService } from '../../support/artifact-service.ts'
import { runAction } from '../../support/run-action.ts'
import { startSystem } from '../backup-and-migrate/system.ts'
import { commitOf, releaseId } from '../blue-green-switch/system.ts'
import { killedAfter, pausedAfter } from './at-write.ts'
import { lostAfterMigration } from './lost-release.ts'

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
  expect(held.errors[0]?.message).toMatch(
    /\d+ rows were written since the backup and max-lost-rows is 0 \(public\.bookings \d+; \d+ bytes.*\); to put it back all the same takes moments/,
  )
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

test('a backup that lies in artifacts of the lost run is fetched by the rollback of another, which marks the migration undone', async () => {
  await using service = await startArtifactService()
  const identity = await generateX25519Identity()
  await using released = await lostAfterMigration({
    encryptTo: await identityToRecipient(identity),
    store: 'artifact: { name: shop }',
    given: () => ({ env: service.newRun().env, inputs: { 'github-token': service.issueToken('read') } }),
  })
  expect(released.migrated.outputs['backup-path']).toBe(`artifact://shop/${releaseId(2)}`)
  await released.drop(`traqora_standby_${releaseId(2).replace('-', '_')}`)
  const back = await released.rollback({ 'age-identity': identity })

  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', steps: '["database","traffic","stop"]' })
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual([{ passenger: 'one' }, { passenger: 'two' }])
  expect(service.artifacts.at(-1)?.content.toString()).toContain('"migration":"undone"')
  expect(service.complaints).toEqual([])
})

test('with the store out of reach the way back goes on all the same, and the next attempt knows that the migration is undone', async () => {
  await using released = await lostAfterMigration()
  const backups = dirname(released.migrated.outputs['backup-path'] ?? '')
  await rename(backups, `${backups}-away`)
  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', steps: '["database","traffic","stop"]' })
  expect(back.log).toMatch(/^::warning title=database\/backup-missing::The database is back; only its backup could not be told so/m)
  expect(await released.system.balancer.color()).toBe('green')
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])

  await rename(`${backups}-away`, backups)
  const again = await released.migrate(2)
  expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '["2"]' })
})

test('what is no longer at hand when it is to be swapped in stops the way back before users move', async () => {
  await using released = await lostAfterMigration()
  const backups = dirname(released.migrated.outputs['backup-path'] ?? '')
  const paused = await pausedAfter('record begun', 'rollback', await released.system.given(2, { env: { DATABASE_URL: released.url } }))
  await rename(backups, `${backups}-away`)
  await released.drop(`traqora_standby_${releaseId(2).replace('-', '_')}`)
  const stopped = await paused.resume()

  expect(stopped.outputs).toMatchObject({ decision: 'revert', verdict: 'fail', 'reason-code': 'rollback/step-failed' })
  expect(stopped.errors[0]?.message).toMatch(/stopped at database: .*no longer at hand/)
  expect(await released.system.balancer.color()).toBe('blue')
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 2 }])
})

test('by a run of its own, once as a dry run and then in earnest, the database alone goes back', async () => {
  await using released = await lostAfterMigration()
  const told = await released.undo({ mode: 'database', 'dry-run': 'true' })
  expect(told.outputs['steps'] ?? told.summary).toContain('database')
  const back = await released.undo({ mode: 'database' })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', verdict: 'pass', steps: '["database"]' })
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])
})

test('a second attempt of one release is not taken for the swap of the first, and its backup is kept', async () => {
  await using released = await lostAfterMigration({ restoreTo: 'none' })
  expect((await released.rollback()).errors).toEqual([])
  expect((await released.migrate(2)).outputs).toMatchObject({ verdict: 'pass', applied: '["2"]' })
  const back = await released.rollback({ mode: 'database' })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', steps: '["database"]', 'restored-release': '' })
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])

  const attempt = await released.system.given(2, { env: { DATABASE_URL: released.url } })
  await killedAfter('migration applied', 'backup-and-migrate', attempt)
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 2 }])
  const manifest = join(released.system.state, 'backups', releaseId(2), 'manifest.json')
  const kept = await readFile(manifest, 'utf8')

  expect((await released.migrate(2)).errors).toEqual([])
  expect(await readFile(manifest, 'utf8')).toBe(kept)
})

test('a migration that was cut before its end is taken back by what its backup tells', async () => {
  await using released = await lostAfterMigration()
  expect((await released.rollback({ mode: 'database' })).errors).toEqual([])
  await killedAfter('migration applied', 'backup-and-migrate', await released.system.given(3, { env: { DATABASE_URL: released.url } }))
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 2 }])
  const back = await released.undo({ mode: 'database', 'release-id': releaseId(3) })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', steps: '["database"]' })
  expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: 1 }])
})

test('without a balancer nobody knows who is on the migrated schema: it is held, and a person puts the backup back', async () => {
  await using system = await startSystem()
  await system.write('migrations/002_rename.sql', 'ALTER TABLE bookings RENAME COLUMN passenger TO traveller')
  expect((await system.release()).errors).toEqual([])
  const rollback = (inputs: Readonly<Record<string, string>> = {}) =>
    runAction('rollback', {
      repository: system.repository,
      inputs: { environment: 'staging', ...inputs },
      env: { DATABASE_URL: system.url, TMPDIR: system.repository },
      facts: { GITHUB_RUN_ID: '1' },
    })
  const held = await rollback()
  expect(held.outputs).toMatchObject({ verdict: 'fail', decision: 'hold', 'reason-code': 'rollback/held', changed: 'false' })
  expect(held.errors[0]?.message).toContain('mode: database')

  const back = await rollback({ mode: 'database' })
  expect(back.errors).toEqual([])
  expect(await system.query('SELECT count(passenger)::integer AS passengers FROM bookings')).toEqual([{ passengers: 500 }])
  expect((await rollback()).outputs).toMatchObject({ verdict: 'pass', decision: 'none' })
})
