import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type System, startSystem } from './system.ts'

const holdMs = 6_000
const readers = 4

export interface ReaderStall {
  /** The longest that a reader waited for one answer while the release migrated, in milliseconds. */
  readonly worstReaderStallMs: number
  /** The same while a tool without a limit ran the same statement. */
  readonly plainReaderStallMs: number
  readonly attempts: number
}

/**
 * Readers ask a table all the time, one transaction keeps a lock on it for 6 s after the migration has come to it, and
 * the migration wants to add a column. `sql`: our own runner; `command`: a wrapped tool that is told of the limit by PGOPTIONS.
 */
export async function measureReaderStall(kind: 'sql' | 'command', { bin = null }: { bin?: string | null } = {}): Promise<ReaderStall> {
  await using system = await startSystem({ ...(kind === 'sql' ? { sql: 'sql' } : {}), ...(bin === null ? {} : { client: bin }) }, { bin })
  const alter = 'ALTER TABLE flights ADD COLUMN seats integer'
  await system.write(kind === 'sql' ? 'sql/2_seats.sql' : 'migrations/002_seats.sql', alter)
  const ours = await stallWhile(system, async () => {
    const run = await system.release()
    if (run.outputs['verdict'] !== 'pass') throw new Error(run.log)
    return run.summary
  })
  const plain = await stallWhile(system, async () =>
    onClient(system, 'plain tool', (client) => client.query('ALTER TABLE flights ADD COLUMN more integer')),
  )
  const attempts = Number(/had at attempt (\d+)/.exec(String(ours.result))?.[1] ?? 1)
  return { worstReaderStallMs: ours.stallMs, plainReaderStallMs: plain.stallMs, attempts }
}

async function stallWhile(system: System, work: () => Promise<unknown>): Promise<{ stallMs: number; result: unknown }> {
  const stop = new AbortController()
  let stallMs = 0
  const reading = Array.from({ length: readers }, () =>
    onClient(system, 'reader', async (client) => {
      while (!stop.signal.aborted) {
        const started = performance.now()
        await client.query('SELECT count(*) FROM flights')
        stallMs = Math.max(stallMs, performance.now() - started)
        // Leaves the machine to the migration; a stall is as long either way.
        await wait(20)
      }
    }),
  )
  const held = Promise.withResolvers<void>()
  const holding = onClient(system, 'holder', async (client) => {
    await client.query('BEGIN; SELECT count(*) FROM flights')
    held.resolve()
    await untilSomebodyWaits(system, stop.signal)
    await wait(holdMs, null, { signal: stop.signal }).catch(() => {})
    await client.query('COMMIT')
  })
  try {
    await held.promise
    const result = await work()
    stop.abort()
    // Who waited until the very end has its answer only now.
    await Promise.all(reading)
    return { result, stallMs }
  } finally {
    stop.abort()
    await Promise.all([holding, ...reading])
  }
}

async function untilSomebodyWaits(system: System, signal: AbortSignal): Promise<void> {
  await onClient(system, 'observer', async (client) => {
    const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'flights'::regclass AND mode = 'AccessExclusiveLock'"
    while (!signal.aborted && (await client.query(waiting)).rows.length === 0) await wait(10)
  })
}

async function onClient<Result>(system: System, name: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: system.url, application_name: name })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
