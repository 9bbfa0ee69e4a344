import type { World } from '../../core/world.ts'
import { dropDatabase, makeDatabase } from '../backup/restore.ts'
import type { Database } from '../database.ts'
import { identifier } from '../quoting.ts'

/**
 * A copy of files on the server itself: seconds where a restore takes minutes. What a killed run left of it is replaced; the
 * server waits some seconds by itself for sessions on the standby to end. Problem `postgres/copy-not-made`.
 */
export async function copyOf(
  database: Database,
  { standby, name }: { standby: string; name: string },
  { write }: Pick<World, 'write'>,
): Promise<AsyncDisposable> {
  await write('copy standby', async () => {
    await dropDatabase(database, name)
    await makeDatabase(database, { name, as: `TEMPLATE ${identifier(standby)}` })
  })
  return { [Symbol.asyncDispose]: () => write('drop copy', () => dropDatabase(database, name), { evenWhenCancelled: true }) }
}
