import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findHAProxy } from '../../../local/services/haproxy.ts'
import { directoryStore } from '../../../src/record/directory-store.ts'
import { openRecord } from '../../../src/record/record.ts'
import { runAction } from '../../support/run-action.ts'
import { commitOf, makeSystem, releaseId, type System } from '../blue-green-switch/system.ts'

const balancers = (await findHAProxy()) === null ? (['embedded'] as const) : (['embedded', 'haproxy'] as const)

test.each(balancers)('behind %s a release whose run was lost in the soak is taken back from a fresh checkout, once', async (balancer) => {
  await using system = await makeSystem({ balancer, services: ['backend', 'client'], soak: { for: '60s' } })
  await acceptFirst(system)
  await loseRunInSoak(system)
  expect(await system.balancer.color()).toBe('blue')

  // Nothing of the lost job is there: fairlead.yml from the repository, the record, and what runs.
  const checkout = join(system.state, '..', 'fresh')
  await mkdir(checkout)
  await copyFile(join(system.repository, 'fairlead.yml'), join(checkout, 'fairlead.yml'))
  const given = await system.given(900, { inputs: { 'release-id': releaseId(2) } })
  const told = await runAction('rollback', { ...given, repository: checkout, inputs: { ...given.inputs, 'dry-run': 'true' } })
  expect(told.summary).toMatch(/revert[\s\S]*traffic[\s\S]*stop/)
  expect(await system.balancer.color()).toBe('blue')

  const back = await runAction('rollback', { ...given, repository: checkout })
  expect(back.errors).toEqual([])
  expect(back.outputs).toMatchObject({
    verdict: 'pass',
    decision: 'revert',
    changed: 'true',
    'restored-release': releaseId(1),
    'data-loss': '0',
  })
  expect(JSON.parse(back.outputs['steps'] ?? '')).toEqual(['traffic', 'stop'])
  expect(await system.balancer.color()).toBe('green')
  expect(await system.identity('green')).toBe(commitOf(1))
  expect(await system.identity('blue')).toBeNull()
  // A restart of the balancer keeps it.
  await system.balancer.kill()
  await system.balancer.start()
  expect(await system.balancer.color()).toBe('green')

  const again = await runAction('rollback', { ...given, repository: checkout })
  expect(again.exitCode).toBe(0)
  expect(again.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'false', steps: '[]' })
  expect(await system.identity('green')).toBe(commitOf(1))
})

test('the rollback step of a release that the soak sent back ends what is left of it', async () => {
  await using system = await makeSystem()
  await system.switch(1)
  expect((await system.switch(2, { behavior: { failsEvery: 2 } })).outputs['rolled-back']).toBe('true')
  // The job was given the plan of the release, which is not that of the way back.
  const back = await system.rollback(2, { env: { FAIRLEAD_PLAN_ID: 'a'.repeat(64) } })
  expect(back.outputs).toMatchObject({ verdict: 'pass', decision: 'revert', steps: '["stop"]', 'restored-release': releaseId(1) })
  expect(await system.identity('blue')).toBeNull()
  // The next release is a release like any other.
  expect((await system.switch(3)).outputs).toMatchObject({ verdict: 'pass', 'active-color': 'blue' })
})

test('what an idle color that never got users left behind is ended, also where it told a wrong release', async () => {
  await using system = await makeSystem()
  await system.switch(1)
  expect((await system.switch(2, { behavior: { commit: '9'.repeat(40) } })).exitCode).toBe(1)
  expect(await system.identity('blue')).toBe('9'.repeat(40))
  const back = await system.rollback(2)
  expect(back.outputs).toMatchObject({ verdict: 'pass', decision: 'revert', steps: '["stop"]' })
  expect(await system.identity('blue')).toBeNull()
  expect(await system.balancer.color()).toBe('green')
})

test('an accepted release is not taken back when a later step fails, nor is one that another came after', async () => {
  await using system = await makeSystem()
  await system.switch(1)
  const accepted = await system.rollback(1)
  expect(accepted.exitCode).toBe(0)
  expect(accepted.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'false' })
  expect(accepted.summary).toContain('accepted')
  expect(await system.identity('green')).toBe(commitOf(1))

  expect((await system.switch(2, { behavior: { failsEvery: 2 } })).exitCode).toBe(1)
  expect((await system.switch(3)).exitCode).toBe(0)
  const superseded = await system.rollback(900, { inputs: { 'release-id': releaseId(2) } })
  expect(superseded.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'false' })
  expect(superseded.summary).toContain(`${releaseId(3)} was accepted after it`)
  expect(await system.identity('blue')).toBe(commitOf(3))
})

test('where nothing was begun nothing is undone, and a release the record does not know is told', async () => {
  await using system = await makeSystem()
  const none = await system.rollback(1)
  expect(none.exitCode).toBe(0)
  expect(none.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'false' })
  const unknown = await system.rollback(1, { inputs: { 'release-id': 'rehearsal-404' } })
  expect(unknown.exitCode).toBe(1)
  expect(unknown.outputs['reason-code']).toBe('rollback/release-unknown')
})

test.each(['roll-back', 'undo'])('a record that was lost with its checkout is red and not "nothing to undo" (mode %s)', async (mode) => {
  await using system = await makeSystem()
  const given = await system.given(900, { inputs: { mode, record: 'directory:.fairlead/record' } })
  const lost = await runAction('rollback', given)
  expect(lost.exitCode).toBe(1)
  expect(lost.errors.map(({ title }) => title)).toEqual(['rollback/record-empty'])
  expect(lost.errors[0]?.message).toContain('.fairlead/record/rehearsal')
})

test('a schema on which the old release is not proved holds users where they are, in the soak and in the rollback', async () => {
  await using system = await makeSystem()
  await system.switch(1)
  await recordMigration(system, 2)
  const run = await system.switch(2, { behavior: { failsEvery: 2 } })
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'fail', 'rolled-back': 'false', 'active-color': 'blue' })
  expect(run.errors.map(({ title }) => title)).toEqual(['traffic/soak-breached', 'traffic/revert-held'])
  const held = await system.rollback(2)
  expect(held.exitCode).toBe(1)
  expect(held.outputs).toMatchObject({ verdict: 'fail', decision: 'hold', changed: 'false', 'reason-code': 'rollback/held' })
  expect(held.errors[0]?.message).toContain('the old release is not proved on the new schema')
  expect(await system.balancer.color()).toBe('blue')
  expect([await system.identity('blue'), await system.identity('green')]).toEqual([commitOf(2), commitOf(1)])

  // The same with the proof: health-check active passed after the migration.
  await recordHealth(system, 2)
  const back = await system.rollback(2)
  expect(back.outputs).toMatchObject({ verdict: 'pass', decision: 'revert', steps: '["traffic","stop"]' })
  expect(await system.balancer.color()).toBe('green')
})

test('users are not sent back to a release that does not answer', async () => {
  await using system = await makeSystem({ soak: { for: '60s' } })
  await acceptFirst(system)
  await loseRunInSoak(system)
  for (const pid of await system.pids('green')) process.kill(-pid, 'SIGKILL')
  const held = await system.rollback(2)
  expect(held.exitCode).toBe(1)
  expect(held.outputs).toMatchObject({ decision: 'hold', 'reason-code': 'rollback/held', changed: 'false' })
  expect(await system.balancer.color()).toBe('blue')
  expect(await system.identity('blue')).toBe(commitOf(2))
})

const withHAProxy = balancers.length === 2 ? test : test.skip

withHAProxy('a map file that a killed run left behind is brought in step with the balancer', async () => {
  await using system = await makeSystem({ balancer: 'haproxy' })
  await system.switch(1)
  await system.balancer.force('blue')
  const run = await system.rollback(1)
  expect(run.outputs).toMatchObject({ verdict: 'pass', decision: 'none', changed: 'true' })
  await system.balancer.kill()
  await system.balancer.start()
  expect(await system.balancer.color()).toBe('blue')
})

async function acceptFirst(system: System): Promise<void> {
  const text = await readFile(join(system.repository, 'fairlead.yml'), 'utf8')
  const topUp = /top-up: \[(.*)\]/.exec(text)?.[1] ?? ''
  const run = await system.switch(1, { inputs: { soak: `{ for: 500 ms, errors: "< 5 %", top-up: [${topUp}] }` } })
  expect(run.errors).toEqual([])
}

/** The runner is gone in the middle of the soak. */
async function loseRunInSoak(system: System): Promise<void> {
  const started = await system.startSwitch(2)
  while ((await system.balancer.color()) === 'green') await new Promise((resolve) => setTimeout(resolve, 20))
  started.kill('SIGKILL')
  await started.ended
}

/** What backup-and-migrate writes after a migration that it could not prove compatible. */
async function recordMigration(system: System, release: number): Promise<void> {
  await append(system, { release, action: 'backup-and-migrate', outputs: { 'schema-compatible': 'unknown' }, facts: { state: 'migrated' } })
}

async function recordHealth(system: System, release: number): Promise<void> {
  await append(system, { release, action: 'health-check:active', outputs: {}, facts: {} })
}

async function append(
  system: System,
  { release, action, outputs, facts }: { release: number; action: string; outputs: Record<string, string>; facts: Record<string, string> },
): Promise<void> {
  const record = await openRecord(directoryStore(join(system.state, 'record', 'rehearsal')))
  await record.append({
    time: new Date().toISOString(),
    system: 'traqora',
    environment: 'rehearsal',
    release: releaseId(release),
    attempt: 1,
    commit: commitOf(release),
    action,
    kind: 'ended',
    planId: null,
    plan: null,
    verdict: 'pass',
    reasonCode: null,
    changed: true,
    outputs,
    facts,
    wayBack: {},
    durationMs: 1,
    actor: 'releaser',
  })
}
