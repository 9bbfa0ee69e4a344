import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { type KillScenario, killAndRunAgain, pointsOf } from '../../faults/kill-points.ts'
import { contentOf, startSystem } from './system.ts'

/** A database that is migrated: at the end the new schema, and the standby with every row from before. */
async function migrating(): Promise<KillScenario> {
  const system = await startSystem()
  await system.write('migrations/002_seats.sql', "ALTER TABLE flights ADD COLUMN seats integer; UPDATE flights SET state = 'shut'")
  const before = await contentOf(system)
  return {
    action: 'backup-and-migrate',
    repository: system.repository,
    inputs: { environment: 'staging' },
    env: { DATABASE_URL: system.url },
    async converged() {
      expect(await system.query("SELECT count(*)::int AS rows FROM flights WHERE seats IS NULL AND state = 'shut'")).toEqual([
        { rows: 200 },
      ])
      expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_8412'])
      expect(await contentOf(system, 'traqora_standby_staging_8412')).toBe(before)
      expect(await leftovers(system)).toEqual([])
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  }
}

/** One whose migration fails half-way: at the end it is open, and what it was before. */
async function swappingBack(): Promise<KillScenario> {
  const system = await startSystem()
  await system.write(
    'migrations/002_bad.sql',
    '-- no transaction\nALTER TABLE flights ADD COLUMN IF NOT EXISTS seats integer; SELECT no_such_function()',
  )
  const before = await contentOf(system)
  return {
    action: 'backup-and-migrate',
    repository: system.repository,
    inputs: { environment: 'staging' },
    env: { DATABASE_URL: system.url },
    async converged() {
      expect(await contentOf(system)).toBe(before)
      expect(await leftovers(system)).toEqual([])
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  }
}

test.each([
  ['SIGKILL', 'a migration that succeeds', migrating, 0],
  ['SIGKILL', 'a migration that is swapped back', swappingBack, 1],
  ['SIGINT', 'a migration that succeeds', migrating, 0],
  ['SIGINT', 'a migration that is swapped back', swappingBack, 1],
] as const)(
  'after %s before and after every write of %s, the next run converges',
  async (signal, _, make, exitCode) => {
    const points = await pointsOf(make)
    expect(points.length).toBeGreaterThanOrEqual(20)
    for (const point of points) {
      await using scenario = await make()
      try {
        const { killed, again } = await killAndRunAgain(scenario, { point, signal })
        // A run that is asked to stop ends itself, in an order of its own.
        expect(killed.signal).toBe(signal === 'SIGKILL' ? signal : null)
        expect(again.exitCode).toBe(exitCode)
      } catch (thrown) {
        throw new Error(`${signal} ${point.when} "${point.name}" (${point.number} of ${points.length})`, { cause: thrown })
      }
    }
    console.log(
      `backup-and-migrate: ${points.length} kill points, every one converges after ${signal}: ${points
        .filter(({ when }) => when === 'before')
        .map(({ name }) => name)
        .join(', ')}`,
    )
  },
  15 * 60_000,
)

/** Sessions of a run that is over, and a lock that would keep the next one out. The server ends a session a moment after its client. */
async function leftovers(system: Awaited<ReturnType<typeof startSystem>>): Promise<object[]> {
  const endsAt = performance.now() + 10_000
  for (;;) {
    const found = await system.query(
      "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'fairlead %' UNION ALL SELECT mode FROM pg_locks WHERE locktype = 'advisory'",
      'postgres',
    )
    if (found.length === 0 || performance.now() > endsAt) return found
    await pause(50)
  }
}
