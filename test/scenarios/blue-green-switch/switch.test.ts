import { expect, test } from '@jest/globals'
import { startLoad } from '../../../local/load/client.ts'
import { findHAProxy } from '../../../local/services/haproxy.ts'
import { commitOf, makeSystem, releaseId } from './system.ts'

const balancers = (await findHAProxy()) === null ? (['embedded'] as const) : (['embedded', 'haproxy'] as const)

test.each(balancers)('two releases one after the other behind %s, and no request of a user fails', async (balancer) => {
  await using system = await makeSystem({ balancer })
  const first = await system.switch(1)
  expect(first.errors).toEqual([])
  expect(first.outputs).toMatchObject({
    verdict: 'pass',
    'active-color': 'green',
    'previous-color': 'blue',
    'rolled-back': 'false',
    changed: 'true',
  })

  await using load = await startLoad({ targets: [`${system.publicUrl['backend']}/work`], ratePerSecond: 100 })
  const second = await system.switch(2)
  expect(second.errors).toEqual([])
  expect(second.outputs).toMatchObject({ verdict: 'pass', 'active-color': 'blue', 'previous-color': 'green', 'failed-requests': '0' })
  const report = await load.stop()
  expect(report.failures).toEqual([])
  expect(report.identities['green']).toBeGreaterThan(0)
  expect(report.identities['blue']).toBeGreaterThan(0)

  expect(await system.balancer.color()).toBe('blue')
  expect(await system.identity('blue')).toBe(commitOf(2))
  expect(await system.identity('green')).toBeNull()
  // Accepted before the way back is given up.
  expect((await system.entries()).filter(({ release }) => release === releaseId(2)).map(({ kind }) => kind)).toEqual([
    'begun',
    'accepted',
    'ended',
  ])
})

test.each(balancers)('behind %s a restart of the balancer keeps the color, and a second run changes nothing', async (balancer) => {
  await using system = await makeSystem({ balancer, services: ['backend', 'client'] })
  expect((await system.switch(1)).outputs['verdict']).toBe('pass')
  const pids = await system.pids('green')
  await system.balancer.kill()
  await system.balancer.start()
  expect(await system.balancer.color()).toBe('green')

  const again = await system.switch(1, { attempt: 2 })
  expect(again.exitCode).toBe(0)
  expect(again.outputs).toMatchObject({ verdict: 'pass', changed: 'false', 'active-color': 'green' })
  expect(await system.pids('green')).toEqual(pids)
  expect(pids).toHaveLength(2)
})

test('requests that run on the old color are waited for before it is stopped', async () => {
  await using system = await makeSystem()
  expect((await system.switch(1, { behavior: { slowMs: 4_000 } })).outputs['verdict']).toBe('pass')
  const started = await system.startSwitch(2)
  // Asked until the switch is written, so that the last ones run on the old color while it is drained.
  const slow: Promise<number>[] = []
  while ((await system.balancer.color()) === 'green') {
    if (slow.length < 200) slow.push(fetch(`${system.publicUrl['backend']}/slow`).then(({ status }) => status))
    await fetch(`${system.publicUrl['backend']}/work`)
  }
  const run = await started.ended
  expect(run.outputs['verdict']).toBe('pass')
  expect(new Set(await Promise.all(slow))).toEqual(new Set([200]))
  expect(await system.identity('green')).toBeNull()
})

test('a service gets its own variables and no other of the step, and its secret is not told', async () => {
  await using system = await makeSystem()
  const run = await system.switch(1, { env: { OTHER_SECRET: 'not for the service' } })
  const health = (await (await fetch(`${system.publicUrl['backend']}/health`)).json()) as { environment: string[] }
  const shell = ['PWD', 'SHLVL', '_']
  expect(health.environment.filter((name) => !shell.includes(name))).toEqual([
    'API_KEY',
    'COLOR',
    'HOME',
    'PATH',
    'PORT',
    'RELEASE_COLOR',
    'RELEASE_COMMIT',
    'RELEASE_DIR',
    'RELEASE_ID',
  ])
  expect(run.everythingItWrote).not.toContain('key-of-the-tests')
  expect(JSON.stringify(await system.entries())).not.toContain('key-of-the-tests')
})

test('a dry run makes the plan and leaves everything alone; the plan is what is then applied', async () => {
  await using system = await makeSystem()
  const planned = await system.switch(1, { inputs: { 'dry-run': 'true' } })
  expect(planned.outputs).toMatchObject({ verdict: 'pass', changed: 'false', 'active-color': 'green' })
  expect(await system.identity('green')).toBeNull()
  expect(await system.balancer.color()).toBe('blue')

  await system.balancer.force('green')
  const moved = await system.switch(1, { inputs: { 'plan-id': planned.outputs['plan-id'] ?? '' } })
  expect(moved.exitCode).toBe(1)
  expect(moved.outputs['reason-code']).toBe('plan/differs')
  await system.balancer.force('blue')
  const applied = await system.switch(1, { inputs: { 'plan-id': planned.outputs['plan-id'] ?? '' } })
  expect(applied.outputs).toMatchObject({ verdict: 'pass', 'active-color': 'green', 'plan-id': planned.outputs['plan-id'] })
})
