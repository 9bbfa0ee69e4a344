import { problemsOf } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { dropDatabase } from '../backup/restore.ts'
import { messageOf } from '../connection.ts'
import type { Database } from '../database.ts'
import { identifier } from '../quoting.ts'
import { rehearsalCopyFailed } from './migration-problems.ts'

/** A copy of files on the server itself: seconds where a restore takes minutes. What a killed run left of it is replaced. Problem `postgres/rehearsal-copy`. */
export async function copyOf(
  database: Database,
  { standby, name }: { standby: string; name: string },
  { write }: Pick<World, 'write'>,
): Promise<AsyncDisposable> {
  await write('copy standby', async () => {
    await dropDatabase(database, name)
    // Waits some seconds by itself for sessions on the standby to end.
    await database.maintenance.query(`CREATE DATABASE ${identifier(name)} TEMPLATE ${identifier(standby)}`).catch((cause) => {
      throw problemsOf(cause) === null ? rehearsalCopyFailed({ standby, reason: messageOf(cause), cause }) : cause
    })
  })
  return { [Symbol.asyncDispose]: () => write('drop copy', () => dropDatabase(database, name), { evenWhenCancelled: true }) }
}
