import { constants, copyFile } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import { checkFile, newlyDangling } from './check-file.ts'
import { openFile } from './connection.ts'
import { readSnapshot, type SqliteSnapshot } from './content.ts'
import { removeDatabase } from './copy.ts'
import { type LiveFile, readingLive } from './live-file.ts'
import { checkOf, type SqliteManifest } from './manifest.ts'
import { runSqliteMigration, type SqliteMigration } from './migration.ts'
import type { SqliteMigrationEnd } from './migration-end.ts'
import { rehearsalPath } from './names.ts'

/** What a migration did to a copy of the backup. */
export interface SqliteRehearsal {
  readonly end: SqliteMigrationEnd
  /** What the copy held then: what the migration by itself makes of the database. */
  readonly after: SqliteSnapshot
}

/** Runs the migration on a copy of the standby, looks at the result, and removes it. */
export async function rehearseSqlite(
  migration: SqliteMigration,
  { live, standby, manifest }: { live: LiveFile; standby: string; manifest: SqliteManifest },
  world: World,
): Promise<SqliteRehearsal> {
  const path = rehearsalPath(live.file)
  await removeDatabase(path)
  await using _ = { [Symbol.asyncDispose]: () => removeDatabase(path) }
  await copyFile(standby, path, constants.COPYFILE_FICLONE)
  using database = await openFile(path)
  const target: LiveFile = { ...live, database, file: { ...live.file, path } }
  const end = await runSqliteMigration(migration, target, world)
  const failure = end.succeeded ? await migratedDamage(target, manifest, world) : null
  return {
    end: failure === null ? end : { ...end, succeeded: false, reason: failure },
    after: readSnapshot(database, live.versionTable),
  }
}

/** Why a migrated file is no good though its migration says it succeeded, or null. */
export async function migratedDamage(target: LiveFile, manifest: SqliteManifest, world: World): Promise<string | null> {
  const check = await readingLive(target, () => checkFile(target.database), world)
  const found = [...check.damage, ...newlyDangling(checkOf(manifest), check)]
  return found.length === 0 ? null : `it left the database damaged: ${found.join('; ')}`
}
