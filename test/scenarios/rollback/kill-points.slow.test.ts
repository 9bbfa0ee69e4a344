import { expect, test } from '@jest/globals'
import { findHAProxy } from '../../../local/services/haproxy.ts'
import { type KillScenario, killAndRunAgain, killPointsOf } from '../../faults/kill-points.ts'
import { commitOf, makeSystem, releaseId, type System } from '../blue-green-switch/system.ts'

const balancers = (await findHAProxy()) === null ? (['embedded'] as const) : (['embedded', 'haproxy'] as const)

test.each(balancers.flatMap((balancer) => (['SIGKILL', 'SIGINT'] as const).map((signal) => [balancer, signal] as const)))(
  'behind %s a second rollback converges after %s at every write',
  async (balancer, signal) => {
    await using system = await makeSystem({ balancer })
    await system.switch(1)
    const { points } = await killPointsOf(await rollbackOf(system, 2))
    expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining(['revert to green', 'stop backend blue']))
    for (const point of points) {
      await using scenario = await rollbackOf(system, point.number + 2)
      const { again } = await killAndRunAgain(scenario, { point, signal })
      expect({ point, errors: again.errors, verdict: again.outputs['verdict'] }).toEqual({ point, errors: [], verdict: 'pass' })
    }
    console.log(`rollback behind ${balancer}: ${points.length} kill points converge after ${signal}`)
  },
  900_000,
)

/** A release that lost its runner in the soak, and the rollback of it. */
async function rollbackOf(system: System, release: number): Promise<KillScenario> {
  const started = await system.startSwitch(release, { inputs: { soak: '{ for: 60s }' } })
  while ((await system.balancer.color()) !== 'blue') await new Promise((resolve) => setTimeout(resolve, 20))
  started.kill('SIGKILL')
  await started.ended
  const { repository, inputs = {}, env = {} } = await system.given(release)
  return {
    action: 'rollback',
    repository,
    inputs: { ...inputs, 'release-id': releaseId(release) },
    env,
    async converged() {
      expect(await system.balancer.color()).toBe('green')
      expect([await system.identity('green'), await system.identity('blue')]).toEqual([commitOf(1), null])
      await system.balancer.kill()
      await system.balancer.start()
      expect(await system.balancer.color()).toBe('green')
    },
    async [Symbol.asyncDispose]() {},
  }
}
