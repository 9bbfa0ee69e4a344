import { expect, test } from '@jest/globals'
import { type KillPoint, type KillScenario, killAndRunAgain, pointsOf } from '../../faults/kill-points.ts'
import { contentOf, startSystem } from './system.ts'

/** Any other number gives other points; this one is printed with them. */
const seed = 20_261_126
const kills = 20

async function migrating(): Promise<KillScenario> {
  const system = await startSystem({ sql: 'sql', rehearse: true })
  await system.write('sql/1_seats.sql', "ALTER TABLE flights ADD COLUMN seats integer; UPDATE flights SET state = 'shut'")
  await system.write(
    'sql/2_indexes.sql',
    '-- no-transaction\nCREATE INDEX CONCURRENTLY seats_a ON flights (seats);\nCREATE INDEX CONCURRENTLY seats_b ON flights (state)',
  )
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
      expect(await system.query('SELECT version::int, success FROM _sqlx_migrations ORDER BY 1')).toEqual([
        { version: 1, success: true },
        { version: 2, success: true },
      ])
      const indexes =
        "SELECT indexrelid::regclass::text AS name, indisvalid AS valid FROM pg_index WHERE indexrelid::regclass::text LIKE 'seats_%' ORDER BY 1"
      expect(await system.query(indexes)).toEqual([
        { name: 'seats_a', valid: true },
        { name: 'seats_b', valid: true },
      ])
      expect(await system.databases()).toEqual(['traqora', 'traqora_standby_staging_8412'])
      expect(await contentOf(system, 'traqora_standby_staging_8412')).toBe(before)
      expect(await system.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'", 'postgres')).toEqual([])
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  }
}

test(
  'after kill -9 at 20 random points of a migration by our own runner the next run recovers by itself',
  async () => {
    const all = await pointsOf(migrating)
    const points = chosen(all)
    console.log(`seed ${seed}, ${points.length} of ${all.length} points: ${points.map(({ when, name }) => `${when} ${name}`).join(', ')}`)
    expect(points).toHaveLength(kills)
    for (const point of points) {
      await using scenario = await migrating()
      try {
        const { killed, again } = await killAndRunAgain(scenario, { point, signal: 'SIGKILL' })
        expect(killed.signal).toBe('SIGKILL')
        expect(again.exitCode).toBe(0)
      } catch (thrown) {
        throw new Error(`${point.when} "${point.name}" (${point.number} of ${all.length})`, { cause: thrown })
      }
    }
  },
  15 * 60_000,
)

/** Shuffled by a linear congruential generator (Numerical Recipes), so that every machine chooses the same. */
function chosen(points: readonly KillPoint[]): KillPoint[] {
  let state = seed
  const left = [...points]
  return Array.from({ length: Math.min(kills, left.length) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return left.splice(state % left.length, 1)
  }).flat()
}
