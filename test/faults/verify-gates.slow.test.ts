import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { directoryStore } from '../../src/record/directory-store.ts'
import { openRecord } from '../../src/record/record.ts'
import { type KillScenario, killAndRunAgain, killPointsOf } from './kill-points.ts'

/** Gates change nothing but the record. */
async function gates(): Promise<KillScenario> {
  const repository = await mkdtemp(join(tmpdir(), 'fairlead-gates-'))
  await writeFile(join(repository, 'fairlead.yml'), 'system: traqora\nenvironments: { production: {} }\ngates:\n  - command: exit 0\n')
  return {
    action: 'verify-gates',
    repository,
    inputs: { environment: 'production' },
    env: {},
    async converged() {
      const { entries } = await openRecord(directoryStore(join(repository, '.fairlead', 'record', 'production')))
      expect(entries.at(-1)).toMatchObject({ kind: 'ended', verdict: 'pass', attempt: 2 })
    },
    [Symbol.asyncDispose]: () => rm(repository, { recursive: true, force: true }),
  }
}

test.each(['SIGKILL', 'SIGINT'] as const)(
  'after %s at every write of verify-gates the next run passes on a whole record',
  async (signal) => {
    await using undisturbed = await gates()
    const { points } = await killPointsOf(undisturbed)
    expect(points.map(({ name }) => name)).toEqual(['record begun', 'record begun', 'record ended', 'record ended'])
    for (const point of points) {
      await using scenario = await gates()
      const { again } = await killAndRunAgain(scenario, { point, signal })
      expect(again.outputs['verdict']).toBe('pass')
    }
    console.log(`verify-gates: ${points.length} kill points converge after ${signal}`)
  },
)
