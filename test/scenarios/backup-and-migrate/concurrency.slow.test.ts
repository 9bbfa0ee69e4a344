import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { findProgram } from '../../../local/services/programs.ts'
import { startPgBouncer } from '../../support/pgbouncer.ts'
import { type ReleaseOptions, type System, startSystem } from './system.ts'

const runs = 16

test('of 16 runs at once exactly one migrates, the others say why they did not, and no lock is left', async () => {
  await using system = await startSystem({ sql: 'sql' })
  await expectOneMigration(system, {})
}, 300_000)

const testWithPgBouncer = (await findProgram('pgbouncer')) === null ? test.skip : test
testWithPgBouncer(
  'so it is behind PgBouncer in transaction mode with direct-url; without it the pooler is named',
  async () => {
    await using system = await startSystem({ sql: 'sql' })
    await using pooler = await startPgBouncer(system.server, [system.owner])
    if (pooler === null) throw new Error('pgbouncer is not installed')
    const url = pooler.urlOf({ database: 'traqora', role: system.owner })
    const refused = await system.release({ env: { DATABASE_URL: url } })
    expect(refused.outputs['reason-code']).toBe('postgres/pooler')
    expect(refused.errors[0]?.message).toContain('database.direct-url')

    await system.configure({ sql: 'sql', direct: '${env.DIRECT_URL}' })
    await expectOneMigration(system, { DATABASE_URL: url, DIRECT_URL: system.url })
  },
  300_000,
)

async function expectOneMigration(system: System, env: NonNullable<ReleaseOptions['env']>): Promise<void> {
  await system.write('sql/1_seats.sql', 'ALTER TABLE flights ADD COLUMN seats integer')
  await system.write('sql/2_index.sql', '-- no-transaction\nCREATE INDEX CONCURRENTLY flights_seats ON flights (seats)')
  // Records of their own: it is the database that keeps them apart.
  const all = Array.from({ length: runs }, (_, index) =>
    system.release({ id: String(index + 1), env, inputs: { record: `directory:records/${index + 1}` } }),
  )
  const ended = await Promise.all(all)
  const migrated = ended.filter(({ outputs }) => outputs['applied'] === '["1 seats","2 index"]')
  const others = ended.filter((run) => !migrated.includes(run))
  console.log(`16 runs: ${migrated.length} migrated, ${others.map(({ outputs }) => outputs['reason-code'] || 'nothing to do').join(', ')}`)

  expect(migrated).toHaveLength(1)
  for (const { outputs } of others) expect(['postgres/locked', '']).toContain(outputs['reason-code'])
  expect(await system.query('SELECT count(*)::int AS rows FROM _sqlx_migrations')).toEqual([{ rows: 2 }])
  // The server takes a moment to see that a client has gone; a lock of somebody who stays would never go.
  const left = "SELECT mode FROM pg_locks WHERE locktype = 'advisory'"
  for (let found = await system.query(left, 'postgres'); found.length > 0; found = await system.query(left, 'postgres')) await wait(50)
}
