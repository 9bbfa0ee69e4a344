import type { DatabaseSync } from 'node:sqlite'
import type { Run } from '../core/action.ts'
import { parseDuration } from '../core/duration.ts'
import type { Place } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { isCorrupt, openFile, reading, rowsOf } from './connection.ts'
import { readSnapshot, type SqliteSnapshot } from './content.ts'
import { type DatabaseFile, findDatabaseFile } from './database-file.ts'
import { whenFree } from './patience.ts'
import { corrupt, notADatabase } from './problems.ts'
import { sqliteSection } from './sqlite-section.ts'

/** The live database file with our one connection to it. */
export interface LiveFile extends Disposable {
  readonly file: DatabaseFile
  readonly database: DatabaseSync
  /** Where fairlead.yml names it. */
  readonly at: Place | null
  readonly sqliteVersion: string
  readonly versionTable: string | null
  readonly patienceMs: number
}

type Waiting = Pick<World, 'clock' | 'sleep' | 'cancellation'>

/** Finds the file, opens it and reads its first page. Problems of the file are `sqlite/...`, each at `sqlite.file`. */
export async function openLiveFile(run: Pick<Run, 'config' | 'references'>, world: Waiting & Pick<World, 'directory'>): Promise<LiveFile> {
  const file = await findDatabaseFile(run, world)
  const { migrate } = run.config.require(sqliteSection)
  const database = await openFile(file.path)
  const live = {
    file,
    database,
    at: run.config.position('sqlite', 'file'),
    versionTable: migrate['version-table'] ?? null,
    patienceMs: parseDuration(migrate['lock-patience']).ms,
    [Symbol.dispose]: () => database.close(),
  }
  const readVersion = () =>
    rowsOf<{ version: string }>(database, 'SELECT sqlite_version() AS version, (SELECT count(*) FROM sqlite_schema) AS objects')
  try {
    const [row] = await readingLive(live, readVersion, world)
    return { ...live, sqliteVersion: row?.version ?? 'unknown' }
  } catch (cause) {
    database.close()
    throw cause
  }
}

/** One read transaction on the live file. Problems `sqlite/corrupt`, `sqlite/busy`. */
export async function readingLive<Result>(
  live: Omit<LiveFile, 'sqliteVersion'>,
  work: () => Result | Promise<Result>,
  world: Waiting,
): Promise<Result> {
  const { file, database, at } = live
  try {
    return await whenFree(() => reading(database, work), live, world)
  } catch (cause) {
    if (!isCorrupt(cause)) throw cause
    const reason = (cause as Error).message
    throw /not a database/.test(reason)
      ? notADatabase({ file: file.name, reason, at, cause })
      : corrupt({ file: file.name, found: reason, at, cause })
  }
}

export async function liveSnapshot(live: LiveFile, world: Waiting): Promise<SqliteSnapshot> {
  return readingLive(live, () => readSnapshot(live.database, live.versionTable), world)
}
