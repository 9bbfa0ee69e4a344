import type { Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { readVerification } from '../../database/migration-mark.ts'
import { type PostgresBackup, requireBackup } from '../../postgres/backup/backup-store.ts'
import { storeOfPath } from '../../postgres/backup/store.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { exists, liveState } from '../../postgres/live-state.ts'
import { failedName } from '../../postgres/names.ts'
import { wasSwapped } from '../../postgres/way-back/swap.ts'
import { type Counters, countRowsSince, walBytesSince } from '../../postgres/way-back/written-rows.ts'
import type { Entry } from '../../record/entry.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import { costText, type DatabaseSituation, noDatabase } from './database-decision.ts'
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
  /** When that was taken, ISO 8601. */
  readonly takenAt: string
  /** What the migration had come to. */
  readonly mark: 'begun' | 'applied'
  /** `ready` to be swapped in; `stored`: gone, to be made again of the backup; `swapped` in already by a run that was killed. */
  readonly state: 'ready' | 'stored' | 'swapped'
}

export type DatabaseRun = Pick<Run, 'config' | 'references' | 'release' | 'history'> & {
  readonly inputs: { readonly 'age-identity': string | null; readonly 'github-token': string | null; readonly mode: string }
}

/** Reads what could be swapped in, and what would be lost by it; changes nothing. */
export async function readDatabase(
  undone: UndoneRelease,
  run: DatabaseRun,
  world: World,
): Promise<{ wayBack: DatabaseWayBack | null; situation: DatabaseSituation }> {
  if (run.config.section(sqliteSection) !== null) return readFile(undone, run, world)
  const section = run.config.section(databaseSection)
  const maxLostRows = section?.['max-lost-rows'] ?? 0
  const nothing = { wayBack: null, situation: { ...noDatabase, maxLostRows } }
  const ended = undone.entries.findLast(
    ({ action, kind, facts }) => action === 'backup-and-migrate' && kind === 'ended' && facts['counters'] !== undefined,
  )
  if (section === null || ended === undefined) return nothing
  const known = knownOf(ended)
  await using database = await openDatabase(run, world)
  const failed = failedName({ database: database.name, release: undone.id })
  if (await wasSwapped({ database, standby: known.standby, failed })) return { ...nothing, wayBack: { ...known, state: 'swapped' } }
  const stored = await storedBackup(known.backup, run, world)
  const ready = await exists(database, known.standby)
  if (!ready && (stored === null || isSealed(stored, run)))
    return { ...nothing, situation: { ...nothing.situation, standby: stored === null ? 'gone' : 'sealed' } }
  const { closedBy, entry } = await liveState(database)
  const leftClosed = closedBy !== null
  const cost = costText({
    isReady: ready,
    provedMs: stored === null ? null : await provedMs(stored),
    bytes: entry?.bytes ?? null,
    maintenance: section.maintenance !== undefined,
  })
  const losses = leftClosed
    ? nothing.situation
    : await readLosses(database, { baseline: known.baseline, stored, versionTable: section.migrate['version-table'] ?? null })
  return {
    wayBack: { ...known, state: ready ? 'ready' : 'stored' },
    situation: { ...losses, standby: 'ready', leftClosed, cost, maxLostRows },
  }
}

/** From the snapshot to the end of its comparison; null: it was never restored. */
async function provedMs(stored: PostgresBackup): Promise<number | null> {
  const verification = await readVerification(stored)
  return verification === null || verification.level < 4 ? null : Date.parse(verification.at) - Date.parse(stored.manifest.takenAt)
}

/** What the entry of the migration says. */
function knownOf({ facts, outputs }: Entry): Omit<PostgresWayBack, 'state'> {
  const counters = facts['counters'] as unknown as { atBackup: Counters; afterMigration: Counters | null }
  return {
    engine: 'postgres',
    standby: String(facts['standby'] ?? ''),
    baseline: facts['othersActive'] === false && counters.afterMigration !== null ? counters.afterMigration : counters.atBackup,
    backup: String(outputs['backup-path'] ?? ''),
    takenAt: String(facts['backupTakenAt'] ?? ''),
    mark: facts['state'] === 'migrated' ? 'applied' : 'begun',
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
): Promise<Pick<DatabaseSituation, 'rowsAtRisk' | 'written' | 'walBytes'>> {
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
