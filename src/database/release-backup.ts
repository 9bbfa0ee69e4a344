import { z } from 'zod'
import type { World } from '../core/world.ts'
import { backupDamaged, storeShared } from './backup-problems.ts'
import { type FileStore, readText } from './file-store.ts'
import { readMark, writeMark } from './migration-mark.ts'
import {
  type BackupKind,
  backupFolderName,
  backupPath,
  type CommonManifest,
  manifestFile,
  readBackup,
  removeBackup,
  type StoredBackup,
} from './stored-backup.ts'

/** What the manifests of all engines have alike, so that one of another engine is told from a damaged one. */
const anyManifest = z.object({
  release: z.string(),
  files: z.array(z.unknown()),
  database: z.union([
    z.object({ name: z.string() }).transform(({ name }) => name),
    z.object({ file: z.string() }).transform(({ file }) => file),
  ]),
})

/**
 * The complete backup of a release that is about to migrate, or null where one may be taken. Problems
 * `database/store-shared` for a backup of another engine, and `database/backup-damaged` where the manifest is lost and
 * the migration was begun: a backup of what it left would be no way back.
 */
export async function readReleaseBackup<Manifest extends CommonManifest>(
  { store, release }: { store: FileStore; release: string },
  kind: BackupKind<Manifest>,
): Promise<StoredBackup<Manifest> | null> {
  const folder = backupFolderName(release)
  const stored = await readBackup({ store, folder }, kind)
  if (stored !== null) return stored
  const backup = backupPath(store, release)
  const other = await databaseOfAnyManifest(store, folder)
  if (other !== null) throw storeShared({ backup, other })
  const mark = await readMark({ store, folder })
  if (mark === 'begun' || mark === 'applied')
    throw backupDamaged({
      backup,
      damage: `${manifestFile} is missing or cannot be read, and a migration was ${mark} since it was written`,
    })
  return null
}

/**
 * Makes room for a new backup of a release whose database is as before. What was there is none from its first moment on:
 * its manifest goes first, and a mark that it leaves for a moment must not say that the backup is still needed.
 */
export async function clearBackup(
  { store, release }: { store: FileStore; release: string },
  world: Pick<World, 'write' | 'clock'>,
): Promise<void> {
  const folder = backupFolderName(release)
  const mark = await readMark({ store, folder })
  if (mark !== null && mark !== 'undone') await writeMark({ store, folder }, 'undone', world)
  await world.write('clear backup', () => removeBackup(store, folder))
}

async function databaseOfAnyManifest(store: FileStore, folder: string): Promise<string | null> {
  const text = await readText(store, `${folder}/${manifestFile}`)
  if (text === null) return null
  try {
    return anyManifest.parse(JSON.parse(text)).database
  } catch {
    return null
  }
}
