import type { Connection } from '../connection.ts'
import { invalidIndexes } from '../schema.ts'

/** Removes the invalid indexes that are not in `before`: an interrupted CREATE INDEX CONCURRENTLY left them, and they serve no query. Returns their names. */
export async function dropNewInvalidIndexes(connection: Connection, before: readonly string[]): Promise<string[]> {
  const left = (await invalidIndexes(connection)).filter((name) => !before.includes(name))
  // Names come quoted from the catalogue.
  for (const name of left) await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`)
  return left
}
