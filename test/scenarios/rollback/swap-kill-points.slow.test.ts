import { expect, test } from '@jest/globals'
import { type KillScenario, killAndRunAgain, killPointsOf } from '../../faults/kill-points.ts'
import { releaseId } from '../blue-green-switch/system.ts'
import { lostAfterMigration, type Released } from './lost-release.ts'

/** Which database each mode makes the live one. */
const liveAfter = { database: 1, undo: 2 } as const
type Mode = keyof typeof liveAfter
const other = { database: 'undo', undo: 'database' } as const

test.each([
  ['SIGKILL', ['undo', 'database']],
  ['SIGINT', ['undo']],
] as const)(
  'after %s at every write the next run converges: %s',
  async (signal, modes) => {
    await using released = await lostAfterMigration()
    await released.rollback()
    for (const mode of modes) {
      const { points } = await killPointsOf(scenarioOf(released, mode))
      expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining(['close database', 'swap database']))
      for (const point of points) {
        expect((await released.rollback({ mode: other[mode] })).errors).toEqual([])
        const { again } = await killAndRunAgain(scenarioOf(released, mode), { point, signal })
        expect({ point, errors: again.errors, verdict: again.outputs['verdict'] }).toEqual({ point, errors: [], verdict: 'pass' })
      }
      console.log(`rollback with mode: ${mode}: ${points.length} kill points converge after ${signal}`)
    }
  },
  900_000,
)

function scenarioOf(released: Released, mode: Mode): KillScenario {
  return {
    action: 'rollback',
    repository: released.system.repository,
    inputs: { environment: 'rehearsal', mode, 'release-id': releaseId(2) },
    env: { STATE: released.system.state, API_KEY: 'irrelevant', DATABASE_URL: released.url },
    async converged() {
      expect(await released.query('SELECT max(version) AS version FROM migrations')).toEqual([{ version: liveAfter[mode] }])
      expect(await released.databases()).toHaveLength(2)
    },
    async [Symbol.asyncDispose]() {},
  }
}
