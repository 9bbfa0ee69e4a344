import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { type KillScenario, killAndRunAgain, killPointsOf } from '../../faults/kill-points.ts'
import { dumpOf, type SqliteConfiguration, type SqliteSystem, startSqliteSystem } from './sqlite-system.ts'

const good = "ALTER TABLE flights ADD COLUMN seats INTEGER; UPDATE flights SET state = 'shut'"
const bad = '-- no transaction\nUPDATE settings SET value = 3; CREATE TABLE IF NOT EXISTS seats (code TEXT); SELECT no_such_function()'

/** A file that is migrated: at the end the new schema, and the standby with every row from before. */
async function migrating(configuration: SqliteConfiguration = { rehearse: true }): Promise<KillScenario> {
  const system = await startSqliteSystem(configuration)
  await system.write('migrations/002_seats.sql', good)
  await system.write('sql/2_seats.sql', good)
  const before = dumpOf(system)
  return scenarioOf(system, () => {
    expect(system.query("SELECT count(*) AS rows FROM flights WHERE seats IS NULL AND state = 'shut'")).toEqual([{ rows: 200n }])
    expect(dumpOf(system, `${system.file}.standby-staging-8412`)).toBe(before)
  })
}

/** One whose migration fails half-way: at the end it is what it was before. */
async function goingBack(): Promise<KillScenario> {
  const system = await startSqliteSystem({ maxLostRows: 1_000 })
  await system.write('migrations/002_bad.sql', bad)
  const before = dumpOf(system)
  return scenarioOf(system, () => expect(dumpOf(system)).toBe(before))
}

function scenarioOf(system: SqliteSystem, look: () => void): KillScenario {
  return {
    action: 'backup-and-migrate',
    repository: system.repository,
    inputs: { environment: 'staging' },
    env: { TMPDIR: system.repository },
    async converged() {
      look()
      expect(system.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
      const left = await readdir(join(system.repository, 'data'))
      expect(left.filter((name) => /draft|pending|rehearsal/.test(name))).toEqual([])
      // Nobody holds the lock of a run that is over.
      using lock = new DatabaseSync(`${system.file}.fairlead-lock`)
      lock.exec('BEGIN EXCLUSIVE; ROLLBACK')
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  }
}

test.each([
  ['SIGKILL', 'a command that succeeds', migrating, 0],
  ['SIGKILL', 'our own files', () => migrating({ migrate: 'sql: sql' }), 0],
  ['SIGKILL', 'a migration that is undone', goingBack, 1],
  ['SIGINT', 'a command that succeeds', migrating, 0],
  ['SIGINT', 'a migration that is undone', goingBack, 1],
] as const)(
  'after %s before and after every write of %s, the next run converges',
  async (signal, _, make, exitCode) => {
    await using first = await make()
    const { points } = await killPointsOf(first)
    expect(points.length).toBeGreaterThanOrEqual(16)
    // A run that is asked to stop notices it before its next write: after one is the same as before the next.
    for (const point of points.filter(({ when }) => signal === 'SIGKILL' || when === 'before')) {
      await using scenario = await make()
      try {
        const { again } = await killAndRunAgain(scenario, { point, signal })
        expect(again.exitCode).toBe(exitCode)
      } catch (cause) {
        throw new Error(`${signal} ${point.when} write ${point.number} (${point.name})`, { cause })
      }
    }
  },
  600_000,
)
