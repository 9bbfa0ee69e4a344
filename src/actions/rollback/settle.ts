import { afterwards } from '../../core/afterwards.ts'
import type { World } from '../../core/world.ts'
import type { FileStore } from '../../database/file-store.ts'
import { type MigrationMark, settleMigration } from '../../database/migration-mark.ts'

/**
 * Says beside the backup what its migration has come to. With its store out of reach the work goes on: users come before
 * bookkeeping. Of `undone` the next attempt learns the same from the databases.
 */
export async function settleWhereReached(
  { backup, as, store }: { backup: string; as: MigrationMark; store: () => FileStore },
  world: Pick<World, 'write' | 'clock' | 'runner' | 'secrets' | 'log'>,
): Promise<void> {
  const settle = async () => settleMigration({ store: store(), backup, as }, world)
  await afterwards(settle, world, { what: 'The database is back; only its backup could not be told so.' })
}
