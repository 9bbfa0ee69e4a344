import type { World } from '../../core/world.ts'
import { readStructure, type Structure } from '../backup/snapshot.ts'
import type { Database } from '../database.ts'
import { rehearsalName } from '../names.ts'
import type { Compatibility, CompatibilityCheck } from './compatibility.ts'
import { proveCompatible } from './compatibility.ts'
import { type Migration, runMigration } from './migration.ts'
import type { MigrationEnd } from './migration-end.ts'
import { copyOf } from './rehearsal-copy.ts'
import { type RelationFiles, readRelationFiles, rewrittenBetween, walBytes } from './relation-files.ts'
import { observeStatements, type StatementEffects } from './statement-effects.ts'
import { watchStrongLocks } from './strong-locks.ts'

/** What the migration did on a copy of the live database. */
export interface Rehearsal {
  readonly end: MigrationEnd
  /** `AccessExclusiveLock public.flights`. */
  readonly locks: readonly string[]
  /** Tables and indexes that were written anew. */
  readonly rewritten: readonly string[]
  /** Write-ahead log of the whole server meanwhile: the migration wrote at most this. */
  readonly walBytes: number
  /** Each statement of our own runner; empty of a command, which we cannot look into. */
  readonly statements: readonly StatementEffects[]
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
  const observer = observeStatements({ names: migration.sessionNames })
  const held = new Set<string>()
  let end: MigrationEnd
  {
    await using watch = isSeenFromWithin(migration)
      ? nothingToWatch
      : await watchStrongLocks(database, { names: migration.sessionNames, target: target.name }, world)
    end = await runMigration(migration, { database, target, resumed: false, observer }, world)
    for (const lock of [...watch.seen(), ...observer.seen().flatMap(({ locks }) => locks)]) held.add(lock)
  }
  const after = await look(database, target.name)
  return {
    end,
    locks: [...held].sort(),
    rewritten: rewrittenBetween(before.files, after.files),
    walBytes: after.wal - before.wal,
    statements: observer.seen(),
    after: await structureOf(database, { name: target.name, versionTable }),
    compatibility: end.succeeded && check !== null ? await proveCompatible(check, { database, target }, world) : null,
  }
}

/** Locks of a transaction of our own are all there at its end; looking from outside as well would only slow it down. */
function isSeenFromWithin(migration: Migration): boolean {
  return migration.kind === 'sql' && migration.pending.every(({ inTransaction }) => inTransaction)
}

const nothingToWatch = { seen: (): readonly string[] => [], async [Symbol.asyncDispose]() {} }

async function look(database: Database, name: string): Promise<{ files: RelationFiles; wal: number }> {
  await using session = await database.connect({ to: name, as: 'read' })
  return { files: await readRelationFiles(session), wal: await walBytes(session) }
}

async function structureOf(database: Database, { name, versionTable }: { name: string; versionTable: string | null }): Promise<Structure> {
  await using session = await database.connect({ to: name, as: 'read' })
  return await readStructure(session, versionTable)
}
