import type { World } from '../core/world.ts'
import type { Compatibility, CompatibilityCheck } from './compatibility.ts'
import { proveCompatible } from './compatibility.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { type Migration, runMigration } from './migration.ts'
import type { MigrationEnd } from './migration-end.ts'
import { rehearsalName } from './names.ts'
import { identifier } from './quoting.ts'
import { dropDatabase } from './restore.ts'
import { readStructure, type Structure } from './snapshot.ts'
import { strongLocks, watchStrongLocks } from './strong-locks.ts'

/** What the migration did on a copy of the live database. */
export interface Rehearsal {
  readonly end: MigrationEnd
  /** `AccessExclusiveLock public.flights`. */
  readonly locks: readonly string[]
  /** Tables and indexes that were written anew. */
  readonly rewritten: readonly string[]
  /** Write-ahead log of the whole server meanwhile: the migration wrote at most this. */
  readonly walBytes: number
  /** The slowest statements of our own runner, `migrations/004.sql:3 took 812 ms`. */
  readonly slowest: readonly string[]
  readonly after: Structure
  /** Null: nothing was asked of the release before. */
  readonly compatibility: Compatibility | null
}

/** Copies the standby, runs the migration on the copy, asks the release before whether it can live with it, drops the copy. */
export async function rehearse(
  migration: Migration,
  {
    database,
    standby,
    versionTable,
    check,
  }: { database: Database; standby: string; versionTable: string | null; check: CompatibilityCheck | null },
  world: World,
): Promise<Rehearsal> {
  const target = { name: rehearsalName(database.name) }
  await using _ = await copyOf(database, { standby, name: target.name }, world)
  const before = await look(database, target.name)
  const slow: { where: string; durationMs: number }[] = []
  const held = new Set<string>()
  let end: MigrationEnd
  {
    await using watch = await watchStrongLocks(database, { names: migration.sessionNames, target: target.name }, world)
    end = await runMigration(
      migration,
      {
        database,
        target,
        resumed: false,
        async observe(session, { file, statement, durationMs }) {
          slow.push({ where: `${file.path}:${lineOf(file.text, statement?.offset ?? 0)}`, durationMs })
          for (const lock of await strongLocks(session, { names: migration.sessionNames })) held.add(lock)
        },
      },
      world,
    )
    for (const lock of watch.seen()) held.add(lock)
  }
  const after = await look(database, target.name)
  return {
    end,
    locks: [...held].sort(),
    rewritten: [...before.files].flatMap(([oid, { name, file }]) => ((after.files.get(oid)?.file ?? file) === file ? [] : [name])).sort(),
    walBytes: after.walBytes - before.walBytes,
    slowest: slow
      .sort((one, other) => other.durationMs - one.durationMs)
      .slice(0, 3)
      .map(({ where, durationMs }) => `${where} took ${Math.round(durationMs)} ms`),
    after: await structureOf(database, { name: target.name, versionTable }),
    compatibility: end.succeeded && check !== null ? await proveCompatible(check, { database, target }, world) : null,
  }
}

/** A copy of files on the server itself: seconds where a restore takes minutes. What a killed run left of it is replaced. */
async function copyOf(
  database: Database,
  { standby, name }: { standby: string; name: string },
  { write }: Pick<World, 'write'>,
): Promise<AsyncDisposable> {
  await write('copy standby', async () => {
    await dropDatabase(database, name)
    await database.maintenance.query(`CREATE DATABASE ${identifier(name)} TEMPLATE ${identifier(standby)}`)
  })
  return { [Symbol.asyncDispose]: () => write('drop copy', () => dropDatabase(database, name), { evenWhenCancelled: true }) }
}

interface Look {
  readonly files: ReadonlyMap<string, { readonly name: string; readonly file: string }>
  readonly walBytes: number
}

/** A relation that was written anew has another file. */
async function look(database: Database, name: string): Promise<Look> {
  await using session = await database.connect({ to: name, as: 'read' })
  const rows = await session.query<{ oid: string; name: string; file: string }>(
    `SELECT c.oid::text, format('%I.%I', n.nspname, c.relname) AS name, pg_relation_filenode(c.oid)::text AS file
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'i', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  )
  return { files: new Map(rows.map(({ oid, ...relation }) => [oid, relation])), walBytes: await walBytes(session) }
}

async function walBytes(session: Connection): Promise<number> {
  const [row] = await session.query<{ bytes: string }>(`SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS bytes`)
  return Number(row?.bytes ?? Number.NaN)
}

async function structureOf(database: Database, { name, versionTable }: { name: string; versionTable: string | null }): Promise<Structure> {
  await using session = await database.connect({ to: name, as: 'read' })
  return await readStructure(session, versionTable)
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
