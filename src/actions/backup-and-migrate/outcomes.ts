import { parseDuration } from '../../core/duration.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import type { Json, JsonObject } from '../../core/plan.ts'
import { problemFrom } from '../../core/road-problems.ts'
import type { World } from '../../core/world.ts'
import { newlyApplied, versionText } from '../../database/schema-version.ts'
import type { Prepared } from '../../postgres/backup/prepare.ts'
import type { Structure } from '../../postgres/backup/snapshot.ts'
import { capabilitiesOf } from '../../postgres/capabilities.ts'
import type { Database } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import type { MigrationEnd } from '../../postgres/migration/migration-end.ts'
import {
  invalidIndexes,
  lockNotHad,
  migrationFailed,
  migrationHeld,
  versionTableMissing,
} from '../../postgres/migration/migration-problems.ts'
import type { Rehearsal } from '../../postgres/migration/rehearsal.ts'
import type { Watch } from '../../postgres/other-sessions.ts'
import type { ProviderSnapshot } from '../../postgres/provider-snapshot/provider-snapshot.ts'
import type { DownProof } from '../../postgres/way-back/down-proof.ts'
import { goBack, type WentBack } from '../../postgres/way-back/go-back.ts'
import { swapFacts } from '../../postgres/way-back/recorded-swap.ts'
import type { Exchange } from '../../postgres/way-back/swap.ts'
import { differencesText } from './differences-text.ts'
import type { MigrationRun } from './facts.ts'
import { predictionsOf, rehearsalFacts } from './rehearsal-facts.ts'

/** What an outcome is told from. */
export interface Context {
  readonly run: MigrationRun
  readonly database: Database
  readonly prepared: Prepared
  /** Of the provider; null: none was taken. */
  readonly snapshot: ProviderSnapshot | null
  readonly watch: Watch
  /** Right before and right after the command of this run. */
  readonly before: Structure
  readonly after: Structure
  readonly end: MigrationEnd
  readonly versionTable: string | null
  /** Null: there was none. */
  readonly rehearsal: Rehearsal | null
  /** Expand and contract phases, for the record. */
  readonly phases: Json
}

/** The way back itself failed, by what it could not foresee. */
interface Unknown {
  readonly state: 'unknown'
  readonly because: string
}

/** Brings the database to a known state after a migration that failed; null when it did not. */
export async function failedOutcome(context: Context & { maxLostRows: number }, world: World): Promise<Outcome | null> {
  const { run, database, prepared, watch, after, end, versionTable, maxLostRows } = context
  const left = after.invalidIndexes.filter((name) => !prepared.backup.manifest.invalidIndexes.includes(name))
  if (end.succeeded && left.length === 0) return null
  const reason = end.succeeded ? `it left invalid indexes: ${left.join(', ')}` : end.reason
  const went = await world.log
    .group('Way back', () => goBack({ database, prepared, watch, release: run.release.id, versionTable, maxLostRows }, world))
    .catch((thrown): Unknown => ({ state: 'unknown', because: problemFrom(thrown, world).message }))
  world.log.line(`the database is ${went.state}`)
  const swapped = went.state === 'swapped-back' ? keptFacts(context, went) : {}
  const told =
    went.state === 'held' ? heldProblem(context, { went, reason }) : failureProblem(end, { reason, state: stateText(went, context) })
  return outcome({
    verdict: went.state === 'unknown' ? 'error' : 'fail',
    changed: went.state !== 'unchanged',
    outputs: {
      ...preparedOutputs(context),
      'schema-version-after': versionAfter(context, went),
      'kept-database': went.state === 'swapped-back' ? went.exchange.aside.name : '',
    },
    facts: {
      ...preparedFacts(context),
      // Without a state the next run reads the databases before it goes on.
      ...(went.state === 'unknown' ? {} : { state: went.state }),
      ...swapped,
      heldBecause: went.state === 'held' ? went.because : null,
      closedMs: went.state === 'swapped-back' ? Math.round(went.closedMs) : null,
      lostRows: went.state === 'swapped-back' ? went.lostRows : null,
      ...lockFacts(end),
      ...rehearsalFacts(context.rehearsal),
      counters: { atBackup: countersJson(prepared.baseline), afterMigration: countersJson(after.counters) },
      othersActive: null,
    },
    problems: [told, ...(left.length === 0 ? [] : [invalidIndexes({ indexes: left.join(', ') })])],
  })
}

export async function migratedOutcome(context: Context & { down: DownProof | null }): Promise<Outcome> {
  const { prepared, watch, before, after, versionTable, end, rehearsal, down, phases } = context
  const { manifest } = prepared.backup
  const applied = newlyApplied(manifest.version, after.version)
  const unchanged = manifest.version.digest === after.version.digest && manifest.structure.fingerprint === after.schema.fingerprint
  const others = prepared.watchedSince ? await watch.others() : null
  const missing = versionTable !== null && !after.version.known
  const moved = before.version.digest !== after.version.digest || before.schema.fingerprint !== after.schema.fingerprint
  return outcome({
    verdict: missing ? 'error' : 'pass',
    changed: moved || !prepared.reused,
    outputs: {
      ...preparedOutputs(context),
      'schema-version-after': versionText(after.version, after.schema.fingerprint),
      'schema-compatible': compatibleText(unchanged, rehearsal),
      applied,
      predictions: predictionsOf(rehearsal, end),
    },
    facts: {
      ...preparedFacts(context),
      state: unchanged ? 'nothing-applied' : 'migrated',
      heldBecause: null,
      versionAfter: after.version.digest,
      schemaAfter: after.schema.fingerprint,
      counters: { atBackup: countersJson(prepared.baseline), afterMigration: countersJson(after.counters) },
      othersActive: others === null ? null : others.length > 0,
      // What the live database was, as it prints itself: a restored copy may print an expression another way.
      down: down === null ? null : { ...down, schemaBefore: before.schema.fingerprint, versionBefore: before.version.digest },
      migrationMs: Math.round(end.durationMs),
      phases,
      ...rehearsalFacts(rehearsal),
      ...lockFacts(end),
    },
    problems: missing ? [versionTableMissing({ table: versionTable })] : [],
  })
}

function failureProblem({ forLock, attempts, blockers, at }: MigrationEnd, { reason, state }: { reason: string; state: string }) {
  return forLock ? lockNotHad({ reason, attempts, blockers: blockers.join('; '), state, at }) : migrationFailed({ reason, state, at })
}

function lockFacts({ attempts, blockers, stopped }: MigrationEnd): JsonObject {
  return { attempts, blockers, stoppedForLocks: stopped }
}

/** Proved by the release before itself where it was asked; else only what was not touched is known to be compatible. */
function compatibleText(unchanged: boolean, rehearsal: Rehearsal | null): string {
  if (unchanged) return 'true'
  const proved = rehearsal?.compatibility ?? null
  return proved === null ? 'unknown' : String(proved.compatible)
}

function heldProblem({ database, prepared }: Context, { went, reason }: { went: Extract<WentBack, { state: 'held' }>; reason: string }) {
  return migrationHeld({
    reason,
    because: went.because,
    difference: differencesText(went.differences),
    database: database.name,
    standby: prepared.standby,
  })
}

/** The half-migrated database stays where one command finds it. */
function keptFacts({ run, prepared: { backup } }: Pick<Context, 'run' | 'prepared'>, { exchange }: { exchange: Exchange }) {
  return swapFacts(exchange, {
    release: run.release.id,
    backup: backup.path,
    mark: 'begun',
    takenAt: backup.manifest.takenAt,
    keep: parseDuration(run.config.require(databaseSection).backup.keep),
  })
}

function stateText(went: WentBack | Unknown, context: Context): string {
  if (went.state === 'unknown') return `What the database is now is not known. ${went.because}`
  if (went.state !== 'swapped-back') return 'The database is proved unchanged: schema, version table and every row are as in the backup.'
  const lost = went.lostRows === 0 ? 'no row of others was lost' : `at most ${went.lostRows} rows written since were lost`
  const { keptDatabase, keptUntil } = keptFacts(context, went)
  const { takenAt } = context.prepared.backup.manifest
  return `The database is as in the backup of ${takenAt} again (${lost}); the half-migrated one is kept as "${keptDatabase}" until ${keptUntil}: rollback with mode: undo swaps it in again.`
}

function versionAfter({ prepared, after }: Context, went: WentBack | Unknown): string {
  const { version, structure } = prepared.backup.manifest
  return went.state === 'held' || went.state === 'unknown'
    ? versionText(after.version, after.schema.fingerprint)
    : versionText(version, structure.fingerprint)
}

export function preparedOutputs({
  database,
  prepared,
  snapshot,
}: Pick<Context, 'database' | 'prepared' | 'snapshot'>): Record<string, Json> {
  const { version, structure } = prepared.backup.manifest
  return {
    'backup-path': prepared.backup.path,
    'backup-sha256': prepared.backup.sha256,
    'verified-level': String(prepared.level),
    capabilities: capabilitiesOf(database.server),
    'snapshot-id': snapshot?.id ?? '',
    'standby-database': prepared.hasStandby ? prepared.standby : '',
    'schema-version-before': versionText(version, structure.fingerprint),
  }
}

export function preparedFacts({ database, prepared, snapshot }: Pick<Context, 'database' | 'prepared' | 'snapshot'>): JsonObject {
  const { manifest } = prepared.backup
  return {
    database: database.name,
    systemIdentifier: database.server.systemIdentifier,
    standby: prepared.standby,
    backupTakenAt: manifest.takenAt,
    backupBytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    tables: manifest.content.tables.length,
    rows: manifest.content.tables.reduce((sum, { rows }) => sum + rows, 0),
    reused: prepared.reused,
    snapshot: snapshot === null ? null : { ...snapshot },
  }
}

function countersJson({ epoch, tables }: Structure['counters']): JsonObject {
  return { epoch, tables: Object.fromEntries(Object.entries(tables).map(([oid, { table, written }]) => [oid, { table, written }])) }
}
