import type { World } from '../../core/world.ts'
import { contentDifferences } from '../backup/content.ts'
import { readSnapshot, type Snapshot } from '../backup/snapshot.ts'
import { messageOf } from '../connection.ts'
import type { Database } from '../database.ts'
import { type Migration, runMigration } from '../migration/migration.ts'
import { copyOf } from '../migration/rehearsal-copy.ts'
import { rehearsalName } from '../names.ts'
import { schemaDifferences } from '../schema.ts'
import type { SqlMigration } from '../sql/sql-runner.ts'
import { readDownMigration, runDownMigration } from './down-migration.ts'

/** Whether the down migrations lead back to the database of before, to the row. */
export interface DownProof {
  readonly proved: boolean
  /** Why it is not proved; empty when it is. */
  readonly reason: string
  /** Of the files that were run; null where there were none to run. */
  readonly digest: string | null
  readonly versions: readonly string[]
}

/** Runs up and down on a fresh copy of the backup and compares schema, version table and every row with before. */
export async function proveDown(
  migration: Migration & SqlMigration,
  { database, standby }: { database: Database; standby: string },
  world: World,
): Promise<DownProof> {
  const versions = migration.pending.map(({ version }) => version)
  const told = { versions: versions.map(String), digest: null }
  const down = await readDownMigration({ folder: migration.text, versions }, world)
  if ('lacks' in down) return { ...told, proved: false, reason: down.lacks }
  const name = rehearsalName(database.name)
  await using _ = await copyOf(database, { standby, name }, world)
  const before = await snapshotOf(database, { name, table: migration.table })
  const end = await runMigration(migration, { database, target: { name }, resumed: false }, world)
  if (!end.succeeded) return { ...told, proved: false, reason: end.reason }
  try {
    await using session = await database.connect({ to: name, as: 'migrate' })
    const { lockTimeoutMs, patienceMs, table } = migration
    await runDownMigration(session, { down, table, lockTimeoutMs, patienceMs, verify: async () => {} }, world)
  } catch (thrown) {
    return { ...told, proved: false, reason: `it failed on the copy: ${messageOf(thrown)}` }
  }
  const differences = differencesOf(before, await snapshotOf(database, { name, table: migration.table }))
  return { ...told, digest: down.digest, proved: differences.length === 0, reason: differences.slice(0, 5).join('; ') }
}

async function snapshotOf(database: Database, { name, table }: { name: string; table: string }): Promise<Snapshot> {
  await using session = await database.connect({ to: name, as: 'read' })
  return await readSnapshot(session, { versionTable: table })
}

function differencesOf(before: Snapshot, after: Snapshot): string[] {
  return [
    ...schemaDifferences(before.schema, after.schema),
    ...contentDifferences(before.content, after.content),
    ...(before.version.digest === after.version.digest ? [] : ['the version table has other rows']),
  ]
}
