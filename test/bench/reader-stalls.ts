import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { BenchOptions } from '../../scripts/bench.ts'
import type { System } from '../scenarios/backup-and-migrate/system.ts'

const readers = 8

/**
 * How long a reader waits at worst while somebody's long transaction holds a table that a migration alters: with the
 * lock timeout that the action gives to any tool of libpq, and a command that tries again; and without any.
 */
export async function measureStalls(
  system: System,
  { blockerMs, say }: { blockerMs: number; say: BenchOptions['say'] },
): Promise<{ worstReaderStallMs: number; plainReaderStallMs: number }> {
  const psql = `${system.server.bin}/psql --quiet "$DATABASE_URL"`
  await system.configure({
    command: `touch altering; until ${psql} -v ON_ERROR_STOP=1 -c 'ALTER TABLE accounts ADD COLUMN ours integer'; do sleep 0.2; done`,
    migrate: ', lock-timeout: 100ms',
    keep: '1ms',
    client: system.server.bin,
  })
  say(`an ALTER TABLE behind a transaction of ${blockerMs} ms, by the action`)
  const exists = () => existsSync(`${system.repository}/altering`)
  const worstReaderStallMs = await stallDuring(system.url, async (block) => {
    const run = await system.start({ id: '90' })
    const ended = run.ended.then(() => true)
    while (!exists() && !(await Promise.race([ended, wait(5).then(() => false)]))) {
      // The backup comes first: the table is held from when the command begins.
    }
    await block(blockerMs)
    const { exitCode, log } = await run.ended
    if (exitCode !== 0) throw new Error(log)
  })
  say('the same by hand')
  const plainReaderStallMs = await stallDuring(system.url, async (block) => {
    const blocked = block(blockerMs)
    await wait(100)
    await system.query('ALTER TABLE accounts ADD COLUMN plain integer')
    await blocked
  })
  return { worstReaderStallMs, plainReaderStallMs }
}

/** The longest that any reader waited for one row while the work was done. */
async function stallDuring(url: string, work: (block: (ms: number) => Promise<void>) => Promise<void>): Promise<number> {
  let stopped = false
  let worst = 0
  const read = async () => {
    await using session = await connect(url)
    while (!stopped) {
      const started = performance.now()
      await session.client.query('SELECT balance FROM accounts WHERE id = 7')
      worst = Math.max(worst, performance.now() - started)
      await wait(5)
    }
  }
  const reading = Array.from({ length: readers }, read)
  await work(async (ms) => {
    await using session = await connect(url)
    await session.client.query('BEGIN; SELECT count(*) FROM (SELECT 1 FROM accounts LIMIT 1) one')
    worst = 0
    await wait(ms)
    await session.client.query('COMMIT')
  })
  stopped = true
  await Promise.all(reading)
  return Math.round(worst)
}

async function connect(url: string): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client({ connectionString: url, application_name: 'reader' })
  client.on('error', () => {})
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end().catch(() => {}) }
}
