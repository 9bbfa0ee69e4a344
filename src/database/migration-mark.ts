import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { World } from '../core/world.ts'
import { backupMissing } from './backup-problems.ts'
import { type FileStore, readText } from './file-store.ts'
import { manifestFile, type StoredBackup } from './stored-backup.ts'

/**
 * What became of the migration that a backup was taken for, kept beside the backup. `begun`: the command may have
 * changed anything, and this backup is the only way back. `applied`: it succeeded. `undone`: the database was proved to
 * be as before, or made so.
 */
export type MigrationMark = 'begun' | 'applied' | 'undone'

const markFile = 'migration.json'
const verificationFile = 'verified.json'
const markSchema = z.strictObject({ migration: z.enum(['begun', 'applied', 'undone']), at: z.string(), database: z.string().optional() })

/** The proof that a backup restores to what it was taken of. */
export interface Verification {
  /** sha256 of the manifest it is about. */
  readonly backup: string
  /** See `VerifiedLevel`. */
  readonly level: number
  /** The restored copy, ready to be swapped in. */
  readonly standby: string
  /** ISO 8601. */
  readonly at: string
}

const verificationSchema = z.strictObject({ backup: z.string(), level: z.number(), standby: z.string(), at: z.string() })

/** Null: the migration was not begun. */
export async function readMark({ store, folder }: Pick<StoredBackup, 'store' | 'folder'>): Promise<MigrationMark | null> {
  return (await readMarked({ store, folder }))?.mark ?? null
}

/** The mark, and what names the very database that the migration was begun on: an oid. Null: it is not told. */
export interface Marked {
  readonly mark: MigrationMark
  readonly database: string | null
}

export async function readMarked({ store, folder }: Pick<StoredBackup, 'store' | 'folder'>): Promise<Marked | null> {
  const text = await readText(store, `${folder}/${markFile}`)
  if (text === null) return null
  const read = markSchema.safeParse(tryJson(text))
  // A mark that cannot be read was written by somebody: the careful reading is that the migration had begun.
  return read.success ? { mark: read.data.migration, database: read.data.database ?? null } : { mark: 'begun', database: null }
}

/** `begun`, with the oid of the database that is to be migrated. */
export async function markBegun(
  backup: Pick<StoredBackup, 'store' | 'folder'>,
  database: string,
  world: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  await put(backup, { mark: 'begun', database }, world)
}

export async function writeMark(
  backup: Pick<StoredBackup, 'store' | 'folder'>,
  migration: MigrationMark,
  world: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const before = await readMarked(backup)
  await put(backup, { mark: migration, database: before?.database ?? null }, world)
}

async function put(
  backup: Pick<StoredBackup, 'store' | 'folder'>,
  { mark, database }: Marked,
  { write, clock }: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const told = { migration: mark, at: clock.now().toISOString(), ...(database === null ? {} : { database }) }
  await write(`migration ${mark}`, () => putText(backup, markFile, `${JSON.stringify(told)}\n`), {
    evenWhenCancelled: mark !== 'begun',
  })
}

/** For the rollback: `undone` once the database is as before again, so that the next attempt takes a new backup; the others once that was undone. */
export async function settleMigration(
  { store, backup, as }: { store: FileStore; backup: string; as: MigrationMark },
  world: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const folder = basename(backup)
  if ((await readText(store, `${folder}/${manifestFile}`)) === null) throw backupMissing({ backup })
  await writeMark({ store, folder }, as, world)
}

export async function readVerification({
  store,
  folder,
  sha256,
}: Pick<StoredBackup, 'store' | 'folder' | 'sha256'>): Promise<Verification | null> {
  const text = await readText(store, `${folder}/${verificationFile}`)
  const read = verificationSchema.safeParse(text === null ? null : tryJson(text))
  return read.success && read.data.backup === sha256 ? read.data : null
}

export async function writeVerification(
  backup: Pick<StoredBackup, 'store' | 'folder' | 'sha256'>,
  { level, standby }: Omit<Verification, 'backup' | 'at'>,
  { write, clock }: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const text = `${JSON.stringify({ backup: backup.sha256, level, standby, at: clock.now().toISOString() })}\n`
  await write('verified backup', () => putText(backup, verificationFile, text))
}

async function putText({ store, folder }: Pick<StoredBackup, 'store' | 'folder'>, file: string, text: string): Promise<void> {
  await store.put(`${folder}/${file}`, Readable.from([Buffer.from(text)]))
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
