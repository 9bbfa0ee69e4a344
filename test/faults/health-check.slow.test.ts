import { expect, test } from '@jest/globals'
import { bookingService, bookingYaml } from '../scenarios/health-check/booking-service.ts'
import { checkout } from '../scenarios/health-check/service.ts'
import { type KillScenario, killAndRunAgain, killPointsOf } from './kill-points.ts'

type Service = Awaited<ReturnType<typeof bookingService>>

/** A service with a scenario that books, and a record of its own. */
async function scenario(): Promise<KillScenario & { readonly service: Service }> {
  const service = await bookingService()
  const repository = await checkout(bookingYaml)
  return {
    action: 'health-check',
    repository: repository.folder,
    inputs: { environment: 'rehearsal', profile: 'public' },
    env: { SERVICE: service.url },
    service,
    converged: async () => {},
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]()
      await repository[Symbol.asyncDispose]()
    },
  }
}

test('cut off anywhere, the next run passes, and every booking left behind is listed by its marker', async () => {
  await using undisturbed = await scenario()
  const { points, run } = await killPointsOf(undisturbed)
  expect(run.outputs['verdict']).toBe('pass')
  expect(points.length).toBeGreaterThanOrEqual(10)

  for (const point of points) {
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      await using disturbed = await scenario()
      const { again } = await killAndRunAgain(disturbed, { point, signal })
      const left = [...disturbed.service.bookings.values()].map(({ marker }) => marker)
      const at = `${signal} ${point.when} ${point.name}`
      expect({ at, verdict: again.outputs['verdict'], unlisted: left.filter((marker) => !again.summary.includes(marker)) }).toEqual({
        at,
        verdict: 'pass',
        unlisted: [],
      })
      // A cancelled run has the time to clean up after itself.
      if (signal === 'SIGINT') expect({ at, left }).toEqual({ at, left: [] })
    }
  }
  console.log(`kill points of health-check: ${points.length}, all converged`)
}, 600_000)
