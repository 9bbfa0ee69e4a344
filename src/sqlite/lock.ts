import type { DatabaseSync } from 'node:sqlite'
import type { World } from '../core/world.ts'
import { isBusy, rowsOf } from './connection.ts'
import type { DatabaseFile } from './database-file.ts'
import { lockPath } from './names.ts'
import { fileLocked } from './problems.ts'

/** A killed run's lock goes with its process, at once. */
const patienceMs = 1_000

/**
 * One migration of a file at a time. The lock is a write transaction on a database beside it: the system takes it away
 * when its process dies, and whoever waits can read in it who holds it. Problem `sqlite/locked`.
 */
export async function fileLock(
  file: DatabaseFile,
  { release }: { release: string },
  { clock, sleep }: Pick<World, 'clock' | 'sleep'>,
): Promise<Disposable> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(lockPath(file), { timeout: 20 })
  const name = `release ${release}`
  for (const until = clock.elapsedMs() + patienceMs; ; await sleep(25)) {
    try {
      tellHolder(database, name, clock.now())
      database.exec('BEGIN IMMEDIATE')
      // Another run told its name between our COMMIT and our BEGIN, and came second: whoever waits must read ours.
      if (holderOf(database).holder !== name) {
        database.exec('ROLLBACK')
        continue
      }
      return { [Symbol.dispose]: () => database.close() }
    } catch (cause) {
      if (isBusy(cause) && clock.elapsedMs() < until) continue
      const holder = isBusy(cause) ? holderOf(database) : null
      database.close()
      throw holder === null ? cause : fileLocked({ file: file.name, ...holder, cause })
    }
  }
}

function tellHolder(database: DatabaseSync, name: string, since: Date): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec('CREATE TABLE IF NOT EXISTS holder (name TEXT NOT NULL, since TEXT NOT NULL); DELETE FROM holder')
    database.prepare('INSERT INTO holder VALUES (?, ?)').run(name, since.toISOString())
    database.exec('COMMIT')
  } finally {
    // Left open by a COMMIT that a reader kept from its end, it would make the next BEGIN fail as if it were a mistake.
    if (database.isTransaction) database.exec('ROLLBACK')
  }
}

function holderOf(database: DatabaseSync): { holder: string; since: string } {
  try {
    const [row] = rowsOf<{ name: string; since: string }>(database, 'SELECT name, since FROM holder')
    return { holder: row?.name ?? 'another run', since: row?.since ?? 'a moment ago' }
  } catch {
    return { holder: 'another run', since: 'a moment ago' }
  }
}
