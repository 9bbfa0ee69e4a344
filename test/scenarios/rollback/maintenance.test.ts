import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startAction } from '../../support/run-action.ts'
import { releaseId } from '../blue-green-switch/system.ts'
import { pausedAfter } from './at-write.ts'
import { lostAfterMigration, type Released } from './lost-release.ts'

const standby = `traqora_standby_${releaseId(2).replace('-', '_')}`
const before = [{ passenger: 'one' }, { passenger: 'two' }]
/** Shows in `services` what the services would tell users. */
const maintenance = (off: string) =>
  `  maintenance: { on: 'echo "$MAINTENANCE $RELEASE_ID" >> services; sleep "$(cat pause)"', off: '${off}' }\n`
const works = maintenance('echo "$MAINTENANCE $RELEASE_ID" >> services')

test('users are told that it is closed while the stored backup is restored, and the standby alone needs none of it', async () => {
  await using released = await lostAfterMigration({ more: works, files: { pause: '0' } })
  const told = await released.rollback({ 'dry-run': 'true' })
  expect(told.summary).toContain('database')
  await released.drop(standby)
  await released.query("INSERT INTO bookings (traveller) VALUES ('three')")
  const held = await released.rollback()
  expect(held.errors[0]?.message).toMatch(
    /takes about [\d.]+ m?s \(as long as backup and proof took\) and \d+ bytes of disk for the copy, in which users are told that it is closed/,
  )
  await released.configure({ more: works, maxLostRows: 5 })
  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({ decision: 'revert', steps: '["database","traffic","stop"]' })
  expect(await services(released)).toEqual([`on ${releaseId(2)}`, `off ${releaseId(2)}`])
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(before)

  await released.undo()
  expect((await released.rollback({ mode: 'database' })).errors).toEqual([])
  expect(await services(released)).toHaveLength(2)
})

test('a run that is killed in maintenance is followed by one that opens the services, and goes back all the same', async () => {
  await using released = await lostAfterMigration({ more: works, files: { pause: '30' } })
  await released.drop(standby)
  const given = await released.system.given(2, { env: { DATABASE_URL: released.url } })
  const started = await startAction('rollback', given)
  while (!existsSync(join(released.system.repository, 'services'))) await wait(20)
  started.kill('SIGKILL')
  await started.ended
  await released.system.write('pause', '0')

  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect(back.log).toContain('an earlier run left the services in maintenance')
  expect((await services(released)).map((line) => line.split(' ')[0])).toEqual(['on', 'off', 'on', 'off'])
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(before)
})

test('services that do not open again are red, and what was done is recorded; the next run opens them', async () => {
  await using released = await lostAfterMigration({ more: maintenance('echo no such unit >&2; exit 3'), files: { pause: '0' } })
  await released.drop(standby)
  const back = await released.rollback()
  expect(back.outputs).toMatchObject({ verdict: 'fail', 'reason-code': 'rollback/maintenance-failed', changed: 'true' })
  expect(back.errors[0]?.message).toContain('database.maintenance.off ended with 3: no such unit')
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(before)

  await released.configure({ more: works })
  const again = await released.rollback()
  expect(again.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'true' })
  expect(await services(released)).toEqual([`on ${releaseId(2)}`, `off ${releaseId(2)}`])
  expect((await released.rollback()).outputs).toMatchObject({ changed: 'false' })
})

test('services that a killed run left closed and that do not open keep nobody from going back', async () => {
  await using released = await lostAfterMigration({ more: works, files: { pause: '30' } })
  await released.drop(standby)
  const started = await startAction('rollback', await released.system.given(2, { env: { DATABASE_URL: released.url } }))
  while (!existsSync(join(released.system.repository, 'services'))) await wait(20)
  started.kill('SIGKILL')
  await started.ended
  await released.system.write('pause', '0')
  await released.configure({ more: maintenance('echo no such unit >&2; exit 3') })

  const back = await released.rollback()
  expect(back.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'rollback/maintenance-failed',
    steps: '["database","traffic","stop"]',
  })
  expect(back.errors).toHaveLength(1)
  expect(await released.query('SELECT passenger FROM bookings ORDER BY id')).toEqual(before)
  await released.configure({ more: works })
  expect((await released.rollback()).outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'true' })
})

test('services that another run is in the middle of are left closed', async () => {
  await using released = await lostAfterMigration({ more: works, files: { pause: '30' } })
  await released.drop(standby)
  const started = await startAction('rollback', await released.system.given(2, { env: { DATABASE_URL: released.url } }))
  while (!existsSync(join(released.system.repository, 'services'))) await wait(20)
  const meanwhile = await released.rollback()
  expect(meanwhile.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'postgres/locked' })
  expect(await services(released)).toEqual([`on ${releaseId(2)}`])
  started.kill('SIGKILL')
  await started.ended
})

test('a run that ended without a word of the services is followed by one that opens them', async () => {
  await using released = await lostAfterMigration({ more: works, files: { pause: '0' } })
  await released.drop(standby)
  const given = await released.system.given(2, { env: { DATABASE_URL: released.url } })
  const paused = await pausedAfter('record begun', 'rollback', given)
  await released.system.balancer.kill()
  expect((await paused.resume()).outputs).toMatchObject({ verdict: 'error' })
  await released.system.balancer.start()

  const back = await released.rollback()
  expect(back.errors).toEqual([])
  expect((await services(released)).map((line) => line.split(' ')[0])).toEqual(['off', 'on', 'off'])
})

async function services({ system }: Released): Promise<string[]> {
  return (await readFile(join(system.repository, 'services'), 'utf8')).trim().split('\n')
}
