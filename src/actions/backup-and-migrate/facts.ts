import type { Run } from '../../core/action.ts'
import { type Problem, throwProblems } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { FileStore } from '../../database/file-store.ts'
import { migrationsDigest } from '../../database/migration-files.ts'
import { type MigrationMark, readMark, readVerification } from '../../database/migration-mark.ts'
import { recipientProblem } from '../../database/recipient.ts'
import type { SchemaVersion } from '../../database/schema-version.ts'
import { backupPath } from '../../database/stored-backup.ts'
import { readAddress } from '../../postgres/address.ts'
import { serverProgramsProblem } from '../../postgres/backup/embedded-server.ts'
import { backupOfRelease, type RestoreTarget } from '../../postgres/backup/prepare.ts'
import type { VerifiedLevel } from '../../postgres/backup/restore.ts'
import { configuredStore } from '../../postgres/backup/store.ts'
import { type Capability, capabilitiesOf, lacking } from '../../postgres/capabilities.ts'
import { type ClientPrograms, findClientPrograms } from '../../postgres/client-programs.ts'
import type { Database } from '../../postgres/database.ts'
import { databaseSection } from '../../postgres/database-section.ts'
import { exists, type LiveState, liveState } from '../../postgres/live-state.ts'
import { readSchemaVersion } from '../../postgres/migration/version-table.ts'
import { standbyName } from '../../postgres/names.ts'
import { databaseClosed, databaseMissing } from '../../postgres/problems.ts'
import { readSchema } from '../../postgres/schema.ts'
import { serverProblems } from '../../postgres/server.ts'
import type { manifest } from './manifest.ts'

export type MigrationRun = Run<typeof manifest>

/** What the section says, with its references resolved. Holds no secret. */
export interface Settings {
  readonly store: FileStore
  readonly encryptTo: string | null
  readonly versionTable: string | null
  /** What the plan says of the migration, by its kind. */
  readonly migrate: { readonly command: string } | { readonly sql: string }
  readonly maxLostRows: number
  readonly verify: VerifiedLevel
  readonly restoreTo: RestoreTarget['to']
  readonly client: string | null
  /** The instance that the provider is to take a snapshot of; null: none. */
  readonly snapshotOf: string | null
}

/** All that a plan follows from. */
export interface Facts {
  readonly settings: Settings
  readonly programs: ClientPrograms
  readonly database: string
  readonly systemIdentifier: string
  /** Of the live database; null: it is not there. */
  readonly oid: string | null
  readonly serverVersion: string
  readonly bytes: number | null
  readonly capabilities: Readonly<Record<Capability, boolean>>
  /** What is otherwise because the role may not do more. */
  readonly lacks: readonly string[]
  /** Null while the database is closed by a swap that did not get to its end. */
  readonly live: { readonly version: SchemaVersion; readonly schema: string } | null
  readonly closedBy: string | null
  readonly migrations: string | null
  readonly standby: string
  readonly backupPath: string
  /** The backup of an earlier attempt, or null. */
  readonly backup: {
    readonly sha256: string
    readonly mark: MigrationMark | null
    readonly standbyReady: boolean
    readonly version: SchemaVersion
    readonly schema: string
  } | null
}

export function settingsOf(run: Pick<MigrationRun, 'config' | 'references' | 'inputs'>, world: World): Settings {
  const { config, references } = run
  const section = config.require(databaseSection)
  const resolve = (text: string, ...path: string[]) => references.resolve(text, { at: config.position('database', ...path) })
  const { 'encrypt-to': encryptTo, 'restore-to': restoreTo, verify } = section.backup
  return {
    store: configuredStore(run, world),
    encryptTo: encryptTo === undefined ? null : resolve(encryptTo, 'backup', 'encrypt-to'),
    versionTable: section.migrate['version-table'] ?? null,
    migrate: 'command' in section.migrate ? { command: section.migrate.command } : { sql: section.migrate.sql },
    maxLostRows: section['max-lost-rows'],
    verify,
    restoreTo: typeof restoreTo === 'string' ? restoreTo : 'scratch',
    snapshotOf: section.backup.snapshot?.of ?? null,
    client: section.client === undefined ? null : resolve(section.client, 'client'),
  }
}

/** With the address of a scratch server, which is a secret. */
export function restoreTarget({ config, references }: Pick<MigrationRun, 'config' | 'references'>): RestoreTarget {
  const target = config.require(databaseSection).backup['restore-to']
  if (typeof target === 'string') return { to: target }
  const at = config.position('database', 'backup', 'restore-to', 'scratch')
  return { to: 'scratch', address: readAddress(references.secret(target.scratch, { at }), at) }
}

/** Reads the target and the store, changes nothing, and tells everything that stands in the way at once. */
export async function readFacts(run: MigrationRun, database: Database, world: World): Promise<Facts> {
  const settings = settingsOf(run, world)
  const { programs, state } = await readObstacles(run, { database, settings, world })
  const stored = await backupOfRelease({ database, store: settings.store, release: run.release })
  const standby = standbyName({ database: database.name, release: run.release.id })
  const verification = stored === null ? null : await readVerification(stored)
  const { migrate } = run.config.require(databaseSection)
  return {
    settings,
    programs,
    database: database.name,
    systemIdentifier: database.server.systemIdentifier,
    oid: state.entry?.oid ?? null,
    serverVersion: database.server.version,
    bytes: state.entry?.bytes ?? null,
    capabilities: capabilitiesOf(database.server),
    lacks: lacking(database.server),
    live: state.open ? await readLive(database, settings.versionTable) : null,
    closedBy: state.closedBy,
    migrations: await migrationsDigest('sql' in migrate ? migrate.sql : (migrate.directory ?? null), world.directory),
    standby,
    backupPath: backupPath(settings.store, run.release.id),
    backup:
      stored === null
        ? null
        : {
            sha256: stored.sha256,
            mark: await readMark(stored),
            standbyReady: verification?.standby === standby && (await exists(database, standby)),
            version: stored.manifest.version,
            schema: stored.manifest.structure.fingerprint,
          },
  }
}

async function readObstacles(
  { config }: MigrationRun,
  { database, settings, world }: { database: Database; settings: Settings; world: World },
): Promise<{ programs: ClientPrograms; state: LiveState }> {
  const state = await liveState(database)
  const at = config.position('database', 'url')
  const live = state.entry === null ? null : { database: database.name, isOwner: state.entry.ownedByUs }
  const { programs, problem } = await findClientPrograms(
    {
      major: database.server.major,
      folder: settings.client,
      at: config.position('database', ...(settings.client === null ? [] : ['client'])),
    },
    world,
  )
  const recipientAt = config.position('database', 'backup', 'encrypt-to')
  const problems: (Problem | null)[] = [
    ...serverProblems(database.server, live),
    state.exists ? null : databaseMissing({ database: database.name, at }),
    state.exists && !state.open && state.closedBy === null ? databaseClosed({ database: database.name, at }) : null,
    problem,
    programs === null || settings.restoreTo !== 'embedded'
      ? null
      : await serverProgramsProblem(programs, { at: config.position('database', 'backup', 'restore-to') }),
    settings.encryptTo === null ? null : await recipientProblem(settings.encryptTo, recipientAt),
    ...(await settings.store.obstacles({ isEncrypted: settings.encryptTo !== null, at: config.position('database', 'backup', 'store') })),
  ]
  throwProblems(problems.filter((found) => found !== null))
  if (programs === null) throw new TypeError('no programs and no problem')
  return { programs, state }
}

async function readLive(database: Database, versionTable: string | null): Promise<{ version: SchemaVersion; schema: string }> {
  await using live = await database.connect({ to: database.name, as: 'read' })
  return { version: await readSchemaVersion(live, versionTable), schema: (await readSchema(live)).fingerprint }
}
