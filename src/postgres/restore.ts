import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { World } from '../core/world.ts'
import { programEnvironment } from './address.ts'
import { damageOf, requireBackup, type StoredBackup } from './backup-store.ts'
import { type ClientPrograms, findClientPrograms } from './client-programs.ts'
import { contentDifferences, sequencesBehind } from './content.ts'
import type { Database } from './database.ts'
import { copyProperties } from './database-properties.ts'
import { catalogEntry } from './live-state.ts'
import type { BackupManifest } from './manifest.ts'
import { backupDamaged, backupDiffers, identityInvalid, restoreFailed } from './problems.ts'
import { lastWords, runProgram } from './programs.ts'
import { identifier, literal } from './quoting.ts'
import { readSnapshot } from './snapshot.ts'
import { ageOpener, type Cipher, openStoredFile } from './stored-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Restored, and compared with the counts and fingerprints of the snapshot it was taken of. */
export const verifiedLevel = 4

const workers = 2

/**
 * Restores a plain archive into a new database `into` beside the live one, and compares it with the manifest.
 * An existing database of that name is replaced. Problems `postgres/restore-failed`, `postgres/backup-differs`.
 */
export async function restoreAndCompare(
  {
    database,
    programs,
    archive,
    manifest,
    into,
    versionTable,
  }: {
    database: Database
    programs: ClientPrograms
    archive: string
    manifest: BackupManifest
    into: string
    versionTable: string | null
  },
  world: World,
): Promise<void> {
  await world.write('restore standby', async () => {
    await createDatabase({ database, manifest, into })
    const finished = await restore({ database, programs, archive, into, world })
    world.cancellation.throwIfRequested('verified backup')
    if (finished.exitCode !== 0) throw restoreFailed({ exitCode: finished.exitCode, tail: lastWords(finished) })
    const live = await catalogEntry(database, database.name)
    if (live !== null) await copyProperties(database, { from: live, to: into }, world)
    await using copy = await database.connect({ to: into, as: 'restore' })
    // Statistics are not in a dump before 18, and without them the first queries after a swap would go astray.
    await copy.query('VACUUM (ANALYZE)')
  })
  await compareWithManifest({ database, manifest, restored: into, versionTable })
}

/** Problem `postgres/backup-differs` when a database does not hold what the manifest says. */
export async function compareWithManifest({
  database,
  manifest,
  restored,
  versionTable,
}: {
  database: Database
  manifest: BackupManifest
  restored: string
  versionTable: string | null
}): Promise<void> {
  await using copy = await database.connect({ to: restored, as: 'restore' })
  const found = await readSnapshot(copy, { versionTable })
  const differences = [...contentDifferences(manifest.content, found.content), ...sequencesBehind(manifest.content, found.content)]
  if (found.schema.shape !== manifest.structure.shape) {
    const missing = Object.keys(manifest.structure.objects).filter((key) => found.schema.objects[key] === undefined)
    differences.push(missing.length === 0 ? 'the schema has another shape' : `the schema lacks ${missing.slice(0, 5).join(', ')}`)
  }
  if (differences.length > 0) throw backupDiffers({ differences: differences.slice(0, 5).join('; ') })
}

/**
 * For the rollback, when the standby is gone: opens a stored backup (every sha256 checked), restores it into the new
 * database `into` and compares it. `ageIdentity` is the secret key (AGE-SECRET-KEY-1...), null for a plain backup.
 */
export async function restoreFromBackup(
  {
    database,
    backup,
    ageIdentity,
    into,
    versionTable = null,
    client = null,
  }: {
    database: Database
    /** The `backup-path` output. */
    backup: string
    ageIdentity: string | null
    into: string
    versionTable?: string | null
    /** `database.client` of fairlead.yml. */
    client?: string | null
  },
  world: World,
): Promise<{ database: string; level: number; manifest: BackupManifest }> {
  const { programs, problem } = await findClientPrograms({ major: database.server.major, folder: client, at: null }, world)
  if (problem !== null || programs === null) throw problem
  const stored = await requireBackup(backup, world.directory)
  const damage = await damageOf(stored)
  if (damage !== null) throw damage
  await using temporary = await temporaryFolder(`restore ${database.server.systemIdentifier} ${into}`, world)
  const archive = await openArchive(stored, { to: temporary.path, ageIdentity })
  await restoreAndCompare({ database, programs, archive, manifest: stored.manifest, into, versionTable }, world)
  return { database: into, level: verifiedLevel, manifest: stored.manifest }
}

/** Writes the plain archive of a stored backup into a folder. */
export async function openArchive(
  { folder, path, manifest }: StoredBackup,
  { to, ageIdentity }: { to: string; ageIdentity: string | null },
): Promise<string> {
  const archive = join(to, 'archive')
  await mkdir(archive, { mode: 0o700 })
  const decrypt = manifest.encryptedTo === null ? null : await opener(ageIdentity)
  for (const file of manifest.files) {
    const name = decrypt === null ? file.path : basename(file.path, '.age')
    const plain = await openStoredFile(join(folder, file.path), join(archive, name), decrypt).catch((cause) => {
      throw decrypt === null ? cause : identityInvalid({ reason: 'it does not open this backup', cause })
    })
    if (plain.sha256 !== file.plainSha256)
      throw backupDamaged({ backup: path, damage: `${file.path} opens to other bytes than were dumped` })
  }
  return archive
}

/** Drops a database of ours if it is there; its sessions are ended. */
export async function dropDatabase({ maintenance }: Pick<Database, 'maintenance'>, name: string): Promise<void> {
  await maintenance.query(`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`)
}

async function opener(ageIdentity: string | null): Promise<Cipher['decrypt']> {
  if (ageIdentity === null) throw identityInvalid({ reason: 'none was given, and the backup is encrypted' })
  try {
    return await ageOpener(ageIdentity)
  } catch (cause) {
    throw identityInvalid({ reason: 'it is not of the form AGE-SECRET-KEY-1...', cause })
  }
}

/** As the live one was made: collation and encoding come from template0, so that text sorts and compares as before. */
async function createDatabase({ database, manifest, into }: { database: Database; manifest: BackupManifest; into: string }): Promise<void> {
  const { encoding, collate, characterType, provider, locale } = manifest.creation
  const live = await catalogEntry(database, database.name)
  const localeParts =
    provider === 'i'
      ? ` LOCALE_PROVIDER icu ICU_LOCALE ${literal(locale)}`
      : provider === 'b'
        ? ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(locale)}`
        : ''
  await dropDatabase(database, into)
  await database.maintenance.query(
    `CREATE DATABASE ${identifier(into)} TEMPLATE template0 ENCODING ${literal(encoding)} LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(characterType)}` +
      `${localeParts}${live === null ? '' : ` OWNER ${identifier(live.owner)}${tablespacePart(live.tablespace)}`}`,
  )
}

/** The default one is not to be named: that would need a right to it which owners do not have. */
function tablespacePart(tablespace: string): string {
  return tablespace === 'pg_default' ? '' : ` TABLESPACE ${identifier(tablespace)}`
}

async function restore({
  database,
  programs,
  archive,
  into,
  world,
}: {
  database: Database
  programs: ClientPrograms
  archive: string
  into: string
  world: World
}) {
  const program = join(programs.folder, 'pg_restore')
  const environment = programEnvironment(database.address, { database: into, application: database.applicationName('restore') })
  const listed = await world.processes.run(program, ['--list', archive], { environment })
  if (listed.exitCode !== 0) throw restoreFailed({ exitCode: listed.exitCode, tail: lastWords(listed) })
  // The comment of an extension belongs to whoever installed it; as owner of the database alone we may not set it.
  const entries = listed.stdout.split('\n').filter((line) => !/ COMMENT - EXTENSION /.test(line))
  const list = `${archive}.list`
  await writeFile(list, entries.join('\n'), { mode: 0o600 })
  return runProgram(
    program,
    [
      '--exit-on-error',
      `--jobs=${workers}`,
      '--no-password',
      `--use-list=${list}`,
      `--dbname=dbname='${into.replaceAll(/[\\']/g, '\\$&')}'`,
      archive,
    ],
    { environment, world, what: 'restoring' },
  )
}
