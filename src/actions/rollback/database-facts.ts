import type { Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { readMarked, readVerification } from '../../database/migration-mark.ts'
import { type PostgresBackup, requireBackup } from '../../postgres/backup/backup-store.ts'
import { storeOfPath } from '../../postgres/backup/store.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { exists, liveState } from '../../postgres/live-state.ts'
import { failedName } from '../../postgres/names.ts'
import { type Exchange, findSwap } from '../../postgres/way-back/swap.ts'
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
  /** Whether the migration got to an end that the record tells. */
  readonly isEnded: boolean
  /** `ready` to be swapped in; `stored`: gone, to be made again of the backup; `swapped` in already by a run that was killed. */
  readonly state: 'ready' | 'stored' | 'swapped'
  /** What that run swapped; null: nothing, or the database never left what it was. */
  readonly exchange: Exchange | null
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
  const told = section === null ? null : toldBy(undone.entries)
  if (section === null || told === null) return nothing
  const stored = await storedBackup(told.backup, run, world)
  const known = knownOf(told, stored)
  if (known === null) return nothing
  await using database = await openDatabase(run, world)
  const failed = failedName({ database: database.name, release: undone.id })
  const marked = stored === null ? null : await readMarked(stored)
  // Of a run that did not get to its end the mark tells whether it had begun at all.
  const isBegun = known.isEnded || (marked !== null && marked.mark !== 'undone')
  const mark = isBegun && !known.isEnded && marked?.mark === 'applied' ? 'applied' : known.mark
  const begunOn = marked ?? { mark: known.mark, database: told.oid }
  const exchange = isBegun ? await findSwap({ database, standby: known.standby, failed, release: undone.id }, begunOn) : null
  if (!isBegun || exchange !== null) return { ...nothing, wayBack: { ...known, mark, state: 'swapped', exchange } }
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
    wayBack: { ...known, mark, state: ready ? 'ready' : 'stored', exchange },
    situation: { ...losses, standby: 'ready', leftClosed, cost, maxLostRows },
  }
}

/** From the snapshot to the end of its comparison; null: it was never restored. */
async function provedMs(stored: PostgresBackup): Promise<number | null> {
  const verification = await readVerification(stored)
  return verification === null || verification.level < 4 ? null : Date.parse(verification.at) - Date.parse(stored.manifest.takenAt)
}

/** What record and backup say, before the databases are looked at. */
type KnownWayBack = Omit<PostgresWayBack, 'state' | 'exchange'>

/** What the record says of a migration: of its beginning always, of its end where it got there with counters. */
interface Told {
  readonly begun: Entry
  readonly ended: Entry | null
  readonly backup: string
  /** Of the database that was to be migrated; null: not told. */
  readonly oid: string | null
}

function toldBy(entries: readonly Entry[]): Told | null {
  const mine = entries.filter(({ action }) => action === 'backup-and-migrate')
  const begun = mine.findLast(({ kind }) => kind === 'begun')
  const ended = mine.findLast(({ kind, facts }) => kind === 'ended' && facts['counters'] !== undefined) ?? null
  const backup = ended?.outputs['backup-path'] ?? begun?.wayBack['backup']
  if (begun === undefined || typeof backup !== 'string') return null
  const oid = begun.wayBack['oid']
  return { begun, ended, backup, oid: typeof oid === 'string' ? oid : null }
}

/** Of a run that was killed, or threw, after it began to migrate only the backup tells; null: that is not at hand. */
function knownOf({ begun, ended }: Told, stored: PostgresBackup | null): KnownWayBack | null {
  if (ended !== null && (stored === null || ended.outputs['backup-sha256'] === stored.sha256)) return endOf(ended)
  if (stored === null) return null
  const { counters, takenAt } = stored.manifest
  const standby = String(begun.wayBack['standby'] ?? '')
  return { engine: 'postgres', standby, baseline: counters, backup: stored.path, takenAt, mark: 'begun', isEnded: false }
}

/** What the entry of the migration says. */
function endOf({ facts, outputs }: Entry): KnownWayBack {
  const counters = facts['counters'] as unknown as { atBackup: Counters; afterMigration: Counters | null }
  return {
    engine: 'postgres',
    standby: String(facts['standby'] ?? ''),
    baseline: facts['othersActive'] === false && counters.afterMigration !== null ? counters.afterMigration : counters.atBackup,
    backup: String(outputs['backup-path'] ?? ''),
    takenAt: String(facts['backupTakenAt'] ?? ''),
    mark: facts['state'] === 'migrated' ? 'applied' : 'begun',
    isEnded: true,
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
