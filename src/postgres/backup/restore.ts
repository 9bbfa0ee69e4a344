import { createReadStream } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterwards } from '../../core/afterwards.ts'
import { problemsOf } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { plainName } from '../../database/archive.ts'
import { lastWords } from '../../database/last-words.ts'
import { hashOf } from '../../database/stored-file.ts'
import { programEnvironment } from '../address.ts'
import type { ClientPrograms } from '../client-programs.ts'
import { messageOf } from '../connection.ts'
import type { Database } from '../database.ts'
import { catalogEntry } from '../live-state.ts'
import { runProgram } from '../programs.ts'
import { identifier, literal } from '../quoting.ts'
import { backupDiffers, copyNotMade, restoreFailed } from './backup-problems.ts'
import { contentDifferences, readWhileFilled, sequencesBehind } from './content.ts'
import { copyProperties } from './database-properties.ts'
import { dumpDatabase } from './dump.ts'
import { type Archive, fixedPointDifferences } from './fixed-point.ts'
import type { BackupManifest, DumpedDatabase } from './manifest.ts'
import { readSnapshot, readStructure, type Snapshot } from './snapshot.ts'
import { vacuumDatabase } from './vacuum.ts'

/** How far a backup is to be proved (research: postgres, section 3). */
export type VerifiedLevel = 4 | 5

const workers = 2

export interface RestoreRequest {
  readonly database: Database
  readonly programs: ClientPrograms
  /** Folder of the plain archive. */
  readonly archive: string
  /** What it holds. */
  readonly dumped: DumpedDatabase
  /** sha256 (hex) of each file of the archive by its name; fails where they could not be stored. */
  readonly hashes: () => Promise<ReadonlyMap<string, string>>
  /** Ends the restore before its time. */
  readonly stop?: AbortSignal
  /** The new database; one of that name is replaced. */
  readonly into: string
  readonly versionTable: string | null
  readonly verify: VerifiedLevel
}

/**
 * Restores a plain archive into a new database beside the live one, and proves it: level 4 by the counts and fingerprints
 * of the snapshot, 5 also by a dump of the copy that must be what was restored. Returns the level.
 * Problems `postgres/restore-failed`, `postgres/backup-differs`.
 */
export async function restoreAndCompare(request: RestoreRequest, world: World): Promise<VerifiedLevel> {
  const { database, into, hashes, verify } = request
  let oid: string | null = null
  try {
    await world.write('restore standby', async () => {
      await createDatabase(request)
      oid = (await catalogEntry(database, into))?.oid ?? null
      await fillAndCompare(request, world)
    })
    // Without its backup a copy is of no use either.
    const first = { folder: request.archive, hashes: await hashes() }
    if (verify === 5) await proveFixedPoint(request, first, world)
    return verify
  } catch (thrown) {
    // It takes room that the live database may need.
    if (oid !== null) await dropCopy(database, { name: into, oid }, world)
    throw thrown
  }
}

async function fillAndCompare(request: RestoreRequest, world: World): Promise<void> {
  const { database, dumped, into, versionTable } = request
  await using reader = await database.connect({ to: into, as: 'restore' })
  // Rows are read again while indexes are built: that takes long, and leaves cores idle.
  const rows = readWhileFilled(reader)
  const finished = await restore(request, { world, filled: rows.filled })
  world.cancellation.throwIfRequested('verified backup')
  if (finished.exitCode !== 0)
    throw restoreFailed({ exitCode: finished.exitCode, tail: lastWords({ tail: finished.tail.filter(isWorthReading) }) })
  const content = await rows.finish()
  const live = await catalogEntry(database, dumped.database.name)
  if (live !== null) await copyProperties(database, { from: live, to: into }, world)
  await vacuumDatabase(database, into)
  await using copy = await database.connect({ to: into, as: 'restore' })
  throwDifferences(dumped, { content, schema: (await readStructure(copy, versionTable)).schema })
}

/** Problem `postgres/backup-differs` when a database does not hold what was dumped. */
export async function compareWithDumped({
  database,
  dumped,
  restored,
  versionTable,
}: {
  database: Database
  dumped: DumpedDatabase
  restored: string
  versionTable: string | null
}): Promise<void> {
  await using copy = await database.connect({ to: restored, as: 'restore' })
  throwDifferences(dumped, await readSnapshot(copy, { versionTable }))
}

function throwDifferences(dumped: DumpedDatabase, found: Pick<Snapshot, 'content' | 'schema'>): void {
  const differences = [...contentDifferences(dumped.content, found.content), ...sequencesBehind(dumped.content, found.content)]
  if (found.schema.shape !== dumped.structure.shape) {
    const missing = Object.keys(dumped.structure.objects).filter((key) => found.schema.objects[key] === undefined)
    differences.push(missing.length === 0 ? 'the schema has another shape' : `the schema lacks ${missing.slice(0, 5).join(', ')}`)
  }
  if (differences.length > 0) throw backupDiffers({ differences: differences.slice(0, 5).join('; ') })
}

/** The copy is dumped, not the live database: that one was read once. */
async function proveFixedPoint({ database, programs, archive, into }: RestoreRequest, first: Archive, world: World): Promise<void> {
  const again = `${archive}-again`
  await dumpDatabase({ database, programs, name: into, snapshot: null, to: again }, world)
  const differences = await fixedPointDifferences({ programs, first, second: { folder: again, hashes: await hashesOf(again) } }, world)
  await rm(again, { recursive: true })
  if (differences.length > 0) throw backupDiffers({ differences: differences.slice(0, 5).join('; ') })
}

/** Of the files that a backup was made of. */
export function plainHashes(manifest: BackupManifest): Map<string, string> {
  return new Map(manifest.files.map((file) => [plainName(file, manifest), file.plainSha256]))
}

async function hashesOf(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const name of await readdir(folder)) hashes.set(name, (await hashOf(createReadStream(join(folder, name)))).sha256)
  return hashes
}

/** Not one that another run has made under its name since. */
async function dropCopy(database: Database, { name, oid }: { name: string; oid: string }, world: World): Promise<void> {
  const drop = async () => {
    if ((await catalogEntry(database, name))?.oid === oid)
      await world.write('drop failed copy', () => dropDatabase(database, name), { evenWhenCancelled: true })
  }
  await afterwards(drop, world, { code: 'postgres/copy-left', what: `"${name}", a copy that is of no use, could not be dropped.` })
}

/** Drops a database of ours if it is there; its sessions are ended. */
export async function dropDatabase({ maintenance }: Pick<Database, 'maintenance'>, name: string): Promise<void> {
  await maintenance.query(`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`)
}

/** As the live one was made: collation and encoding come from template0, so that text sorts and compares as before. */
async function createDatabase({ database, dumped, into }: RestoreRequest): Promise<void> {
  const { encoding, collate, characterType, provider, locale } = dumped.creation
  const live = await catalogEntry(database, dumped.database.name)
  const localeParts =
    provider === 'i'
      ? ` LOCALE_PROVIDER icu ICU_LOCALE ${literal(locale)}`
      : provider === 'b'
        ? ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(locale)}`
        : // Not named it would be that of the template; before 15 there is no other.
          database.server.major >= 15
          ? ' LOCALE_PROVIDER libc'
          : ''
  await dropDatabase(database, into)
  await makeDatabase(database, {
    name: into,
    as:
      `TEMPLATE template0 ENCODING ${literal(encoding)} LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(characterType)}` +
      `${localeParts}${live === null ? '' : ` OWNER ${identifier(live.owner)}${tablespacePart(live.tablespace)}`}`,
  })
}

/** Problem `postgres/copy-not-made`. */
export async function makeDatabase(
  { maintenance }: Pick<Database, 'maintenance'>,
  { name, as }: { name: string; as: string },
): Promise<void> {
  await maintenance.query(`CREATE DATABASE ${identifier(name)} ${as}`).catch((cause) => {
    throw problemsOf(cause) === null ? copyNotMade({ database: name, reason: messageOf(cause), cause }) : cause
  })
}

/** The default one is not to be named: that would need a right to it which owners do not have. */
function tablespacePart(tablespace: string): string {
  return tablespace === 'pg_default' ? '' : ` TABLESPACE ${identifier(tablespace)}`
}

/** Its account of what it does, in the middle of which its workers fail. */
function isWorthReading(line: string): boolean {
  return !line.startsWith('pg_restore: ') || /^pg_restore: (error|warning|detail|hint|from TOC entry)/.test(line)
}

/** What a parallel pg_restore says of a table that is full. */
const filledTable = /finished item \d+ TABLE DATA (.+)$/

async function restore(
  { database, programs, archive, into, stop }: RestoreRequest,
  { world, filled }: { world: World; filled: (table: string) => void },
) {
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
      '--verbose',
      `--jobs=${workers}`,
      '--no-password',
      `--use-list=${list}`,
      `--dbname=dbname='${into.replaceAll(/[\\']/g, '\\$&')}'`,
      archive,
    ],
    {
      environment,
      world,
      what: 'restoring',
      ...(stop === undefined ? {} : { signal: stop }),
      onLine: (line) => {
        const [, table] = filledTable.exec(line) ?? []
        if (table !== undefined) filled(table)
      },
    },
  )
}
