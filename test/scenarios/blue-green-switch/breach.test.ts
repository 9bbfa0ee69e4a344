import { expect, test } from '@jest/globals'
import { startLoad } from '../../../local/load/client.ts'
import { findHAProxy } from '../../../local/services/haproxy.ts'
import { commitOf, makeSystem, type System } from './system.ts'

const balancers = (await findHAProxy()) === null ? (['embedded'] as const) : (['embedded', 'haproxy'] as const)

test.each(balancers)(
  'behind %s a release that fails under load is sent back by itself, is red, and users notice little',
  async (balancer) => {
    await using system = await makeSystem({ balancer, soak: { for: '20s' } })
    await system.switch(1, { inputs: { soak: quick } })
    await using load = await startLoad({ targets: [`${system.publicUrl['backend']}/work`], ratePerSecond: 100 })
    const run = await system.switch(2, { behavior: { failsEvery: 3 } })
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({
      verdict: 'fail',
      'reason-code': 'traffic/soak-breached',
      'rolled-back': 'true',
      'active-color': 'green',
      'previous-color': 'blue',
    })
    expect(run.errors[0]?.message).toMatch(/backend: \d+ of \d+ requests failed within [0-3](\.\d)? s of the switch/)
    expect(run.errors[0]?.message).toContain('Users are back on green.')
    expect(Number(run.outputs['failed-requests'])).toBeGreaterThanOrEqual(3)
    expect(await system.balancer.color()).toBe('green')

    // Nothing fails any more once the balancer is back.
    const before = await failedSoFar(load)
    await load.until(({ requests }) => requests > before.requests + 200)
    const report = await load.stop()
    expect(report.failed).toBe(before.failed)
    expect(report.failures.every(({ identity }) => identity === 'blue')).toBe(true)
  },
)

test('Ctrl-C in the soak sends users back within the time a runner gives', async () => {
  await using system = await makeSystem({ soak: { for: '30s' } })
  await system.switch(1, { inputs: { soak: quick } })
  const started = await system.startSwitch(2)
  await switched(system, 'blue')
  const asked = performance.now()
  started.kill('SIGINT')
  const run = await started.ended
  expect(performance.now() - asked).toBeLessThan(7_500)
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'traffic/soak-cancelled',
    'rolled-back': 'true',
    'active-color': 'green',
  })
  expect(await system.balancer.color()).toBe('green')
  const ended = (await system.entries()).findLast(({ kind }) => kind === 'ended')
  expect(ended).toMatchObject({ verdict: 'fail', reasonCode: 'traffic/soak-cancelled', facts: { active: 'green', rolledBack: true } })
})

test('Ctrl-C before the switch leaves users alone, and the next run finishes', async () => {
  await using system = await makeSystem()
  const started = await system.startSwitch(1, { behavior: { sick: true } })
  while ((await system.identity('green')) === null) await tick()
  started.kill('SIGINT')
  const run = await started.ended
  expect(run.exitCode).toBe(1)
  expect(await system.balancer.color()).toBe('blue')
})

test('a soak without enough requests is no pass: users stay, and the next run goes on watching', async () => {
  await using system = await makeSystem({ soak: { for: '300 ms', atMost: '900 ms', topUp: 0 } })
  const run = await system.switch(1)
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({
    verdict: 'inconclusive',
    'reason-code': 'traffic/soak-inconclusive',
    'active-color': 'green',
    'rolled-back': 'false',
  })
  expect(run.errors[0]?.message).toMatch(/backend had \d+ requests in [\d.]+ s; judging its errors takes 59/)
  expect((await system.entries()).map(({ kind }) => kind)).toEqual(['begun', 'ended'])

  const pids = await system.pids('green')
  await using _load = await startLoad({ targets: [`${system.publicUrl['backend']}/work`], ratePerSecond: 150 })
  const again = await system.switch(1, { attempt: 2 })
  expect(again.outputs).toMatchObject({ verdict: 'pass', 'active-color': 'green' })
  expect(await system.pids('green')).toEqual(pids)
})

test('a first release that fails has no way back: users are left where they are, and that is said', async () => {
  await using system = await makeSystem()
  const run = await system.switch(1, { behavior: { failsEvery: 2 } })
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({
    verdict: 'fail',
    'reason-code': 'traffic/soak-breached',
    'rolled-back': 'false',
    'active-color': 'green',
  })
  expect(run.errors.map(({ title }) => title)).toEqual(['traffic/soak-breached', 'traffic/revert-held'])
  expect(run.errors[0]?.message).toContain('Now: Users are on green.')
})

test('users are not sent back to a color that does not answer', async () => {
  await using system = await makeSystem({ soak: { for: '30s' } })
  await system.switch(1, { inputs: { soak: quick } })
  const started = await system.startSwitch(2)
  await switched(system, 'blue')
  for (const pid of await system.pids('green')) process.kill(-pid, 'SIGKILL')
  started.kill('SIGINT')
  const run = await started.ended
  expect(run.outputs).toMatchObject({ verdict: 'fail', 'rolled-back': 'false', 'active-color': 'blue' })
  expect(run.errors.map(({ title }) => title)).toContain('traffic/revert-held')
  expect(await system.balancer.color()).toBe('blue')
  expect(await system.identity('blue')).toBe(commitOf(2))
})

const quick = '{ for: 500 ms, errors: "< 5 %", top-up: { url: "${services.backend.public}/work", rate: 100 } }'

async function switched(system: System, color: string): Promise<void> {
  while ((await system.balancer.color()) !== color) await tick()
}

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}

async function failedSoFar(load: {
  series: readonly { requests: number; failed: number }[]
}): Promise<{ requests: number; failed: number }> {
  const sum = (pick: (second: { requests: number; failed: number }) => number) =>
    load.series.reduce((total, second) => total + pick(second), 0)
  const seconds = load.series.length
  // The second that runs now may still hold failures of before.
  while (load.series.length < seconds + 2) await tick()
  return { requests: sum(({ requests }) => requests), failed: sum(({ failed }) => failed) }
}
