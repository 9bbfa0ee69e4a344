import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { World } from '../core/world.ts'
import { requireBackup, type StoredBackup, writeDurably } from './backup-store.ts'

/**
 * What became of the migration that a backup was taken for, kept beside the backup. `begun`: the command may have
 * changed anything, and this backup is the only way back. `applied`: it succeeded. `undone`: the database was proved to
 * be as before, or made so.
 */
export type MigrationMark = 'begun' | 'applied' | 'undone'

const markFile = 'migration.json'
const verificationFile = 'verified.json'
const markSchema = z.strictObject({ migration: z.enum(['begun', 'applied', 'undone']), at: z.string() })

/** The proof that a backup restores to what it was taken of. */
export interface Verification {
  /** sha256 of the manifest it is about. */
  readonly backup: string
  /** See `VerifiedLevel`. */
  readonly level: number
  /** The restored copy, ready to be swapped in. */
  readonly standby: string
}

const verificationSchema = z.strictObject({ backup: z.string(), level: z.number(), standby: z.string(), at: z.string() })

/** Null: the migration was not begun. */
export async function readMark({ folder }: Pick<StoredBackup, 'folder'>): Promise<MigrationMark | null> {
  const text = await readFile(join(folder, markFile), 'utf8').catch(() => null)
  if (text === null) return null
  const read = markSchema.safeParse(tryJson(text))
  // A mark that cannot be read was written by somebody: the careful reading is that the migration had begun.
  return read.success ? read.data.migration : 'begun'
}

export async function writeMark(
  backup: Pick<StoredBackup, 'folder'>,
  migration: MigrationMark,
  { write, clock }: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const text = `${JSON.stringify({ migration, at: clock.now().toISOString() })}\n`
  await write(`migration ${migration}`, () => writeDurably(join(backup.folder, markFile), text), {
    evenWhenCancelled: migration !== 'begun',
  })
}

/** For the rollback: the database is as before again (or, `applied`, the migration stays), so the next attempt takes a new backup. */
export async function settleMigration(
  { backup, as }: { backup: string; as: 'undone' | 'applied' },
  world: Pick<World, 'write' | 'clock' | 'directory'>,
): Promise<void> {
  await writeMark(await requireBackup(backup, world.directory), as, world)
}

export async function readVerification({ folder, sha256 }: StoredBackup): Promise<Verification | null> {
  const text = await readFile(join(folder, verificationFile), 'utf8').catch(() => null)
  const read = verificationSchema.safeParse(text === null ? null : tryJson(text))
  return read.success && read.data.backup === sha256 ? read.data : null
}

export async function writeVerification(
  { folder, sha256 }: StoredBackup,
  { level, standby }: Omit<Verification, 'backup'>,
  { write, clock }: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const text = `${JSON.stringify({ backup: sha256, level, standby, at: clock.now().toISOString() })}\n`
  await write('verified backup', () => writeDurably(join(folder, verificationFile), text))
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
