import type { World } from '../../core/world.ts'
import { readStructure } from '../../postgres/backup/snapshot.ts'
import { type Database, openDatabase } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { liveState } from '../../postgres/live-state.ts'
import { type DownMigration, readDownMigration } from '../../postgres/way-back/down-migration.ts'
import type { DownProof } from '../../postgres/way-back/down-proof.ts'
import type { DatabaseRun } from './database-facts.ts'
import type { Situation } from './situation.ts'
import type { UndoneRelease } from './undone-release.ts'

/** Down migrations that the release proved on a copy, as far as they still are what was proved. */
export interface DownWayBack {
  readonly state: Situation['down'] | 'done'
  /** Null where they are not to be run. */
  readonly migration: DownMigration | null
  readonly before: { readonly schema: string; readonly version: string }
  /** The `backup-path` of the release. */
  readonly backup: string
}

/** Null: none were proved. Changes nothing. */
export async function readDown(undone: UndoneRelease, run: DatabaseRun, world: World): Promise<DownWayBack | null> {
  // Of an attempt that began since, and did not end, nothing was proved.
  const ended = undone.entries.findLast(({ action, kind }) => action === 'backup-and-migrate' && (kind === 'begun' || kind === 'ended'))
  const proof = ended?.facts['down'] as (DownProof & { schemaBefore: string; versionBefore: string }) | null | undefined
  const section = run.config.section(databaseSection)?.migrate
  if (ended === undefined || proof?.proved !== true || section === undefined || !('sql' in section)) return null
  const told = {
    before: { schema: proof.schemaBefore, version: proof.versionBefore },
    backup: String(ended.outputs['backup-path'] ?? ''),
    migration: null,
  }
  const live = await readLive(run, { versionTable: section['version-table'], world })
  if (live === null) return { ...told, state: 'otherwise' }
  if (live.schema === told.before.schema && live.version === told.before.version) return { ...told, state: 'done' }
  // Somebody has changed the schema since: where they lead from here was not tried.
  if (live.schema !== ended.facts['schemaAfter'] || live.version !== ended.facts['versionAfter']) return { ...told, state: 'otherwise' }
  const migration = await readDownMigration({ folder: section.sql, versions: proof.versions.map(BigInt) }, world)
  if ('lacks' in migration || migration.digest !== proof.digest) return { ...told, state: 'otherwise' }
  return { ...told, state: 'proved', migration }
}

/** Null while the database is closed by a swap that did not get to its end. */
async function readLive(
  run: DatabaseRun,
  { versionTable, world }: { versionTable: string; world: World },
): Promise<{ schema: string; version: string } | null> {
  await using database: Database = await openDatabase(run, world)
  if (!(await liveState(database)).open) return null
  await using session = await database.connect({ to: database.name, as: 'read' })
  const { schema, version } = await readStructure(session, versionTable)
  return { schema: schema.fingerprint, version: version.digest }
}
