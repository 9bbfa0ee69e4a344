import { afterwards } from '../core/afterwards.ts'
import type { World } from '../core/world.ts'
import { writeMark } from './migration-mark.ts'
import type { StoredBackup } from './stored-backup.ts'

/** Says beside the backup that the database is as before. The next attempt learns the same from the databases. */
export async function settleUndone(
  backup: Pick<StoredBackup, 'store' | 'folder'>,
  world: Pick<World, 'runner' | 'write' | 'clock' | 'secrets' | 'log'>,
): Promise<void> {
  const what = 'The database is as before; only its backup could not be told so.'
  await afterwards(() => writeMark(backup, 'undone', world), world, { code: 'database/not-settled', what })
}
