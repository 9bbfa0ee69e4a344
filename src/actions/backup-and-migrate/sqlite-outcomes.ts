import { type Outcome, outcome } from '../../core/outcome.ts'
import type { Json, JsonObject } from '../../core/plan.ts'
import { newlyApplied, versionText } from '../../database/schema-version.ts'
import { type SqliteSnapshot, sameStructure } from '../../sqlite/content.ts'
import type { SqliteWentBack } from '../../sqlite/go-back.ts'
import { snapshotOf } from '../../sqlite/manifest.ts'
import type { SqliteMigrationEnd } from '../../sqlite/migration-end.ts'
import { type PreparedFile, provedLevel } from '../../sqlite/prepare.ts'
import {
  sqliteMigrationFailed,
  sqliteMigrationHeld,
  sqliteRehearsalEscaped,
  sqliteRehearsalFailed,
  sqliteVersionTableMissing,
} from '../../sqlite/problems.ts'
import type { SqliteRehearsal } from '../../sqlite/rehearsal.ts'
import { differencesText, untouchedText } from './differences-text.ts'

/** What an outcome is told from. */
export interface SqliteContext {
  readonly file: string
  readonly prepared: PreparedFile
  readonly versionTable: string | null
  /** Null: there was none. */
  readonly rehearsal: SqliteRehearsal | null
}

export function sqliteMigrated(
  context: SqliteContext,
  { before, after, end }: { before: SqliteSnapshot; after: SqliteSnapshot; end: SqliteMigrationEnd },
): Outcome {
  const { prepared, versionTable } = context
  const backup = snapshotOf(prepared.backup.manifest)
  const unchanged = sameStructure(backup, after)
  const missing = versionTable !== null && !after.version.known
  return outcome({
    verdict: missing ? 'error' : 'pass',
    changed: !sameStructure(before, after) || !prepared.reused,
    outputs: {
      ...preparedOutputs(context),
      'schema-version-after': versionText(after.version, after.fingerprint),
      'schema-compatible': unchanged ? 'true' : 'unknown',
      applied: newlyApplied(backup.version, after.version),
    },
    facts: {
      ...preparedFacts(context),
      state: unchanged ? 'nothing-applied' : 'migrated',
      versionAfter: after.version.digest,
      schemaAfter: after.fingerprint,
      migrationMs: Math.round(end.durationMs),
      attempts: end.attempts,
      content: { afterMigration: after.tables.map((table) => ({ ...table })) },
    },
    problems: missing ? [sqliteVersionTableMissing({ table: versionTable })] : [],
  })
}

/** `escaped`: it was only to be rehearsed. */
export function sqliteFailed(
  context: SqliteContext,
  { went, end, escaped }: { went: SqliteWentBack; end: SqliteMigrationEnd; escaped: boolean },
): Outcome {
  const { file, prepared } = context
  const { version, structure } = prepared.backup.manifest
  const { reason, at } = end
  const told =
    went.state === 'held'
      ? sqliteMigrationHeld({
          reason,
          because: went.because,
          difference: differencesText(went.differences),
          file,
          standby: prepared.standby,
          at,
        })
      : sqliteMigrationFailed({ reason, state: stateText(went, prepared), at })
  return outcome({
    verdict: 'fail',
    changed: went.state !== 'unchanged',
    outputs: {
      ...preparedOutputs(context),
      'schema-version-after': went.state === 'held' ? 'unknown' : versionText(version, structure.fingerprint),
    },
    facts: {
      ...preparedFacts(context),
      state: went.state,
      failedDatabase: went.state === 'swapped-back' ? went.failedDatabase : null,
      heldBecause: went.state === 'held' ? went.because : null,
      lostRows: went.state === 'swapped-back' ? went.lostRows : null,
      attempts: end.attempts,
      content: { afterMigration: null },
    },
    problems: [...(escaped ? [sqliteRehearsalEscaped({ file })] : []), told],
  })
}

/** `written`: what the live file has otherwise than before, of its rows. */
export function sqliteNotRehearsed(context: SqliteContext, { end }: SqliteRehearsal, written: readonly string[]): Outcome {
  const { version, structure } = context.prepared.backup.manifest
  return outcome({
    verdict: 'fail',
    changed: false,
    outputs: { ...preparedOutputs(context), 'schema-version-after': versionText(version, structure.fingerprint) },
    facts: { ...preparedFacts(context), state: 'unchanged' },
    problems: [sqliteRehearsalFailed({ reason: end.reason, state: untouchedText(differencesText(written)), at: end.at })],
  })
}

function preparedOutputs({ prepared }: SqliteContext): Record<string, Json> {
  const { version, structure } = prepared.backup.manifest
  return {
    'backup-path': prepared.backup.path,
    'backup-sha256': prepared.backup.sha256,
    'verified-level': String(provedLevel),
    capabilities: {},
    'standby-database': prepared.standby,
    'schema-version-before': versionText(version, structure.fingerprint),
  }
}

function preparedFacts({ file, prepared, rehearsal }: SqliteContext): JsonObject {
  const { takenAt, files, tables } = prepared.backup.manifest
  return {
    engine: 'SQLite',
    database: file,
    standby: prepared.standby,
    backupTakenAt: takenAt,
    backupBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    reused: prepared.reused,
    rehearsal: rehearsal === null ? null : { ms: Math.round(rehearsal.end.durationMs) },
  }
}

function stateText(went: Exclude<SqliteWentBack, { state: 'held' }>, { backup }: PreparedFile): string {
  if (went.state === 'unchanged') return 'The database is proved unchanged: schema, version table and every row are as before.'
  const lost = went.lostRows === 0 ? 'no row of others was lost' : `at most ${went.lostRows} rows that others wrote since were lost`
  return `The database is as in the backup of ${backup.manifest.takenAt} again (${lost}); the half-migrated content is kept in "${went.failedDatabase}".`
}
