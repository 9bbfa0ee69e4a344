import { expect, test } from '@jest/globals'
import { findHAProxy } from '../../../local/services/haproxy.ts'
import { type KillScenario, killAndRunAgain, killPointsOf } from '../../faults/kill-points.ts'
import { makeSystem, type System } from './system.ts'

const balancers = (await findHAProxy()) === null ? (['embedded'] as const) : (['embedded', 'haproxy'] as const)

test.each(balancers.flatMap((balancer) => (['SIGKILL', 'SIGINT'] as const).map((signal) => [balancer, signal] as const)))(
  'behind %s a second run converges after %s at every write of a switch',
  async (balancer, signal) => {
    await using system = await makeSystem({ balancer, services: ['backend', 'client'] })
    // Each release goes over the one before, so that there is a way back at every point.
    await system.switch(1)
    const { points } = await killPointsOf(await switchOf(system, 2))
    for (const name of ['start backend blue', 'switch to blue', 'record accepted', 'stop backend green']) {
      expect(points.map((point) => point.name)).toContain(name)
    }
    for (const point of points) {
      const release = point.number + 2
      const scenario = await switchOf(system, release)
      const { again } = await killAndRunAgain(scenario, { point, signal })
      expect({ point, errors: again.errors, verdict: again.outputs['verdict'] }).toEqual({ point, errors: [], verdict: 'pass' })
      // Accepted once, whatever happened in between.
      const accepted = (await system.entries()).filter((entry) => entry.kind === 'accepted' && entry.release === `rehearsal-${release}`)
      expect({ point, accepted: accepted.length }).toEqual({ point, accepted: 1 })
    }
    console.log(`blue-green-switch behind ${balancer}: ${points.length} kill points converge after ${signal}`)
  },
  900_000,
)

test.each(balancers.flatMap((balancer) => (['SIGKILL', 'SIGINT'] as const).map((signal) => [balancer, signal] as const)))(
  'behind %s a release that fails ends with users on the old one, also where the revert itself gets %s',
  async (balancer, signal) => {
    await using system = await makeSystem({ balancer })
    await system.switch(1)
    const { points } = await killPointsOf(await failingSwitchOf(system, 2))
    const ofRevert = points.filter(({ name }) => name === 'revert to green' || name === 'keep green')
    expect(ofRevert).toHaveLength(4)
    for (const point of ofRevert) {
      const { killed, again } = await killAndRunAgain(await failingSwitchOf(system, point.number + 2), { point, signal })
      expect(killed.signal).toBe(signal === 'SIGKILL' ? signal : null)
      expect({ point, code: again.outputs['reason-code'] }).toEqual({ point, code: 'traffic/soak-breached' })
      expect(again.outputs).toMatchObject({ verdict: 'fail', 'rolled-back': 'true', 'active-color': 'green' })
    }
    console.log(`blue-green-switch behind ${balancer}: ${ofRevert.length} kill points of a revert converge after ${signal}`)
  },
  300_000,
)

async function failingSwitchOf(system: System, release: number): Promise<KillScenario> {
  const scenario = await switchOf(system, release)
  await system.given(release, { behavior: { tellsRelease: true, failsEvery: 2 } })
  return {
    ...scenario,
    async converged() {
      expect(await system.balancer.color()).toBe('green')
      expect((await fetch(`${system.publicUrl['backend']}/work`)).status).toBe(200)
      await system.balancer.kill()
      await system.balancer.start()
      expect(await system.balancer.color()).toBe('green')
    },
  }
}

/** One more release on the same system; its services tell the release, since all have one commit here. */
async function switchOf(system: System, release: number): Promise<KillScenario> {
  const { repository, inputs = {}, env = {} } = await system.given(release, { behavior: { tellsRelease: true } })
  const id = `rehearsal-${release}`
  return {
    action: 'blue-green-switch',
    repository,
    inputs: { ...inputs, 'release-id': id },
    env,
    async converged() {
      const active = await system.balancer.color()
      const [idle, port] = active === 'blue' ? (['green', 'blue'] as const) : (['blue', 'green'] as const)
      for (const service of ['backend', 'client']) {
        const answer = await fetch(`http://127.0.0.1:${system.ports[service]?.[port]}/version`)
        expect(await answer.json()).toMatchObject({ release: id, color: active })
        expect(await system.identity(idle, service)).toBeNull()
        expect((await fetch(`${system.publicUrl[service]}/version`)).status).toBe(200)
      }
      await system.balancer.kill()
      await system.balancer.start()
      expect(await system.balancer.color()).toBe(active)
    },
    async [Symbol.asyncDispose]() {},
  }
}
