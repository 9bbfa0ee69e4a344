import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { BenchOptions } from '../../scripts/bench.ts'
import { percentile } from '../../src/core/statistics.ts'
import { readAddress } from '../../src/postgres/address.ts'
import { openDatabaseAt } from '../../src/postgres/database.ts'
import { migrationLock } from '../../src/postgres/lock.ts'
import { failedName } from '../../src/postgres/names.ts'
import { swapBack, swapInStandby } from '../../src/postgres/way-back/swap.ts'
import { readCounters } from '../../src/postgres/way-back/written-rows.ts'
import type { System } from '../scenarios/backup-and-migrate/system.ts'
import { quietWorld } from './quiet-world.ts'

const swaps = 20
const clients = 20

/**
 * Swaps the standby in and back under clients that read all the time. A swap takes from the moment the database is closed
 * to the one it is open; a mixed read is one that saw a part of either database.
 */
export async function measureSwaps(
  system: System,
  { standby, release, say }: { standby: string; release: string; say: BenchOptions['say'] },
): Promise<{ swapP95Ms: number; mixedReads: number }> {
  say(`${swaps} swaps under ${clients} clients`)
  await system.query("UPDATE left_half SET release = 'after'; UPDATE right_half SET release = 'after'")
  const world = quietWorld(system.repository)
  await using database = await openDatabaseAt(readAddress(system.url, null), { maintenanceName: 'postgres', release, randomBytes })
  await using _ = await migrationLock(database, world)
  await using readers = startReaders(system.url)
  const times: number[] = []
  for (let swap = 0; swap < swaps / 2; swap += 1) {
    const names = { database, standby, failed: failedName({ database: 'traqora', release }), release }
    await using live = await database.connect({ to: 'traqora', as: 'read' })
    const baseline = await readCounters(live, null)
    await readers.busy()
    const swapped = await swapInStandby({ ...names, limit: null, baseline }, world)
    if (!swapped.swapped) throw new Error(`not swapped: ${swapped.because}`)
    await readers.busy()
    const undone = await swapBack({ ...names, limit: null, baseline }, world)
    if (!undone.swapped) throw new Error(`not swapped back: ${undone.because}`)
    times.push(swapped.closedMs, undone.closedMs)
  }
  return { swapP95Ms: Math.round(percentile(times, 0.95)), mixedReads: readers.mixed() }
}

function startReaders(url: string): AsyncDisposable & { busy: () => Promise<void>; mixed: () => number } {
  let stopped = false
  let answered = 0
  let mixed = 0
  const loop = async () => {
    while (!stopped) {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      try {
        await client.connect()
        while (!stopped) {
          const { rows } = await client.query('SELECT l.release AS left, r.release AS right FROM left_half l, right_half r')
          if (rows.length !== 1 || rows[0].left !== rows[0].right) mixed += 1
          answered += 1
          await wait(5)
        }
      } catch {
        await wait(5)
      } finally {
        await client.end().catch(() => {})
      }
    }
  }
  const running = Array.from({ length: clients }, loop)
  return {
    mixed: () => mixed,
    async busy() {
      const goal = answered + 2 * clients
      while (answered < goal) await wait(5)
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      await Promise.all(running)
    },
  }
}
