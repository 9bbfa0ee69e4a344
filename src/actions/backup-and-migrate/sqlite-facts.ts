import { type Duration, parseDuration } from '../../core/duration.ts'
import { type Problem, problemsOf, throwProblems } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { FileStore } from '../../database/file-store.ts'
import { migrationsDigest } from '../../database/migration-files.ts'
import { type MigrationMark, readMark } from '../../database/migration-mark.ts'
import { recipientProblem } from '../../database/recipient.ts'
import type { SchemaVersion } from '../../database/schema-version.ts'
import { backupPath } from '../../database/stored-backup.ts'
import { checkFile } from '../../sqlite/check-file.ts'
import { readStructure } from '../../sqlite/content.ts'
import { type LiveFile, openLiveFile, readingLive } from '../../sqlite/live-file.ts'
import { readSqliteMigration } from '../../sqlite/migration.ts'
import { standbyPath } from '../../sqlite/names.ts'
import { backupOfRelease } from '../../sqlite/prepare.ts'
import { corrupt } from '../../sqlite/problems.ts'
import { sqliteSection } from '../../sqlite/sqlite-section.ts'
import { isIntact } from '../../sqlite/standby.ts'
import { sqliteStore } from '../../sqlite/store.ts'
import type { MigrationRun, Settings } from './facts.ts'

/** What the section says, with its references resolved. Holds no secret. */
export interface SqliteSettings extends Pick<Settings, 'store' | 'encryptTo' | 'migrate' | 'maxLostRows'> {
  readonly keep: Duration
  readonly rehearse: boolean
}

/** All that a plan follows from. */
export interface SqliteFacts {
  readonly settings: SqliteSettings
  readonly file: string
  readonly bytes: number
  readonly sqliteVersion: string
  readonly live: { readonly version: SchemaVersion; readonly schema: string }
  readonly migrations: string | null
  /** Path of the restored copy. */
  readonly standby: string
  readonly backupPath: string
  /** The backup of an earlier attempt, or null. */
  readonly backup: {
    readonly mark: MigrationMark | null
    readonly standbyReady: boolean
    readonly version: SchemaVersion
    readonly schema: string
  } | null
}

export function sqliteSettings(run: Pick<MigrationRun, 'config' | 'references' | 'inputs'>, world: World): SqliteSettings {
  const section = run.config.require(sqliteSection)
  const { 'encrypt-to': encryptTo, keep } = section.backup
  const at = run.config.position('sqlite', 'backup', 'encrypt-to')
  return {
    store: sqliteStore(run, world),
    encryptTo: encryptTo === undefined ? null : run.references.resolve(encryptTo, { at }),
    migrate: 'command' in section.migrate ? { command: section.migrate.command } : { sql: section.migrate.sql },
    maxLostRows: section['max-lost-rows'],
    keep: parseDuration(keep),
    rehearse: section.migrate.rehearse,
  }
}

/** Reads the file and the store, changes nothing, and tells everything that stands in the way at once. */
export async function readSqliteFacts(run: MigrationRun, world: World): Promise<SqliteFacts> {
  const settings = sqliteSettings(run, world)
  using live = await openWithoutObstacles(run, settings, world)
  await readSqliteMigration(run, live, world)
  const stored = await backupOfRelease({ store: settings.store, release: run.release.id, file: live.file })
  const { structure, check } = await readingLive(
    live,
    () => ({ structure: readStructure(live.database, live.versionTable), check: checkFile(live.database) }),
    world,
  )
  if (check.damage.length > 0) throw corrupt({ file: live.file.name, found: check.damage.join('; '), at: live.at })
  const standby = standbyPath(live.file, run.release.id)
  const { migrate } = run.config.require(sqliteSection)
  return {
    settings,
    file: live.file.name,
    bytes: live.file.bytes,
    sqliteVersion: live.sqliteVersion,
    live: { version: structure.version, schema: structure.fingerprint },
    migrations: await migrationsDigest('sql' in migrate ? migrate.sql : (migrate.directory ?? null), world.directory),
    standby,
    backupPath: backupPath(settings.store, run.release.id),
    backup:
      stored === null
        ? null
        : {
            mark: await readMark(stored),
            standbyReady: await isIntact(standby, stored.manifest),
            version: stored.manifest.version,
            schema: stored.manifest.structure.fingerprint,
          },
  }
}

async function openWithoutObstacles(run: MigrationRun, settings: SqliteSettings, world: World): Promise<LiveFile> {
  const opened = await openLiveFile(run, world).catch((thrown: unknown) => {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    return problems
  })
  const others = await storeProblems(run, settings)
  if ('file' in opened && others.length === 0) return opened
  if ('file' in opened) opened[Symbol.dispose]()
  throwProblems([...('file' in opened ? [] : opened), ...others])
  throw new TypeError('no file and no problem')
}

async function storeProblems(
  { config }: MigrationRun,
  { store, encryptTo }: { store: FileStore; encryptTo: string | null },
): Promise<Problem[]> {
  const found = [
    encryptTo === null ? null : await recipientProblem(encryptTo, config.position('sqlite', 'backup', 'encrypt-to')),
    ...(await store.obstacles({ isEncrypted: encryptTo !== null, at: config.position('sqlite', 'backup', 'store') })),
  ]
  return found.filter((problem) => problem !== null)
}
