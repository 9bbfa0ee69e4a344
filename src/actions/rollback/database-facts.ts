import type { Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { type PostgresBackup, requireBackup } from '../../postgres/backup-store.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { exists } from '../../postgres/live-state.ts'
import { failedName } from '../../postgres/names.ts'
import { storeOfPath } from '../../postgres/store.ts'
import { wasSwapped } from '../../postgres/swap.ts'
import { type Counters, countRowsSince, walBytesSince } from '../../postgres/written-rows.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import type { Situation } from './decision.ts'
import { schemaClass } from './schema-class.ts'
import type { SqliteWayBack } from './sqlite-database.ts'
import type { UndoneRelease } from './undone-release.ts'

/** Where the database could go back to. */
export type DatabaseWayBack = PostgresWayBack | SqliteWayBack

export interface PostgresWayBack {
  readonly engine: 'postgres'
  readonly standby: string
  readonly baseline: Counters
  /** The backup it was restored from. */
  readonly backup: string
  /** `ready` to be swapped in; `stored`: gone, to be made again of the backup; `swapped` in already by a run that was killed. */
  readonly state: 'ready' | 'stored' | 'swapped'
}

export type DatabaseRun = Pick<Run, 'config' | 'references' | 'release' | 'history'> & {
  readonly inputs: { readonly 'age-identity': string | null }
}

export type DatabaseSituation = Pick<Situation, 'standby' | 'rowsAtRisk' | 'written' | 'walBytes' | 'maxLostRows'>

/** Reads what could be swapped in, and what would be lost by it; changes nothing. */
export async function readDatabase(
  undone: UndoneRelease,
  run: DatabaseRun,
  world: World,
): Promise<{ wayBack: DatabaseWayBack | null; situation: DatabaseSituation }> {
  if (run.config.section(sqliteSection) !== null) return readFile(undone, run, world)
  const section = run.config.section(databaseSection)
  const maxLostRows = section?.['max-lost-rows'] ?? 0
  const nothing = { wayBack: null, situation: { standby: 'gone' as const, rowsAtRisk: null, written: [], walBytes: null, maxLostRows } }
  const ended = undone.entries.findLast(
    ({ action, kind, facts }) => action === 'backup-and-migrate' && kind === 'ended' && facts['counters'] !== undefined,
  )
  if (section === null || ended === undefined || schemaClass(undone.entries) !== 'unproved') return nothing
  const standby = String(ended.facts['standby'] ?? '')
  const counters = ended.facts['counters'] as unknown as { atBackup: Counters; afterMigration: Counters | null }
  const baseline = ended.facts['othersActive'] === false && counters.afterMigration !== null ? counters.afterMigration : counters.atBackup
  const backup = String(ended.outputs['backup-path'] ?? '')
  await using database = await openDatabase(run, world)
  const failed = failedName({ database: database.name, release: undone.id })
  if (await wasSwapped({ database, standby, failed }))
    return { ...nothing, wayBack: { engine: 'postgres', standby, baseline, backup, state: 'swapped' } }
  const stored = await storedBackup(backup, run, world)
  const ready = await exists(database, standby)
  if (!ready && (stored === null || isSealed(stored, run)))
    return { ...nothing, situation: { ...nothing.situation, standby: stored === null ? 'gone' : 'sealed' } }
  return {
    wayBack: { engine: 'postgres', standby, baseline, backup, state: ready ? 'ready' : 'stored' },
    situation: {
      standby: 'ready',
      maxLostRows,
      ...(await readLosses(database, { baseline, stored, versionTable: section.migrate['version-table'] ?? null })),
    },
  }
}

// Apart from `readDatabase`: tsc does not rewrite the path of an import in a function that has an `await using`.
async function readFile(undone: UndoneRelease, run: DatabaseRun, world: World) {
  const { readSqliteDatabase } = await import('./sqlite-database.ts')
  return await readSqliteDatabase(undone, run, world)
}

async function readLosses(
  database: Database,
  { baseline, stored, versionTable }: { baseline: Counters; stored: PostgresBackup | null; versionTable: string | null },
): Promise<Pick<Situation, 'rowsAtRisk' | 'written' | 'walBytes'>> {
  await using live = await database.connect({ to: database.name, as: 'read' })
  const { rows, tables } = await countRowsSince(live, baseline, versionTable)
  return { rowsAtRisk: rows, written: tables, walBytes: await walBytesSince(live, stored?.manifest.walPosition ?? null) }
}

/** Null: it is not there, or its store cannot be reached. The standby may still be. */
async function storedBackup(path: string, run: DatabaseRun, world: World): Promise<PostgresBackup | null> {
  return requireBackup(storeOfPath(path, run, world), path).catch(() => null)
}

function isSealed({ manifest }: PostgresBackup, { inputs }: DatabaseRun): boolean {
  return manifest.encryptedTo !== null && inputs['age-identity'] === null
}
