import { problemsOf } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { writeMark } from './migration-mark.ts'
import type { StoredBackup } from './stored-backup.ts'

/** Work after the outcome is certain. It does not take that outcome away when it fails: that is told as a warning. */
export async function afterwards(
  work: () => Promise<void>,
  { runner }: Pick<World, 'runner'>,
  { code, what }: { code: string; what: string },
): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    runner.annotate('warning', `${what} ${reasonText(thrown)}`, { title: code, at: null })
  }
}

/** Says beside the backup that the database is as before. The next attempt learns the same from the databases. */
export async function settleUndone(
  backup: Pick<StoredBackup, 'store' | 'folder'>,
  world: Pick<World, 'runner' | 'write' | 'clock'>,
): Promise<void> {
  const what = 'The database is as before; only its backup could not be told so.'
  await afterwards(() => writeMark(backup, 'undone', world), world, { code: 'database/not-settled', what })
}

/** Why something failed, in the words of its problems or of whoever refused. */
export function reasonText(thrown: unknown): string {
  return (problemsOf(thrown) ?? [thrown as Error]).map(({ message }) => message).join(' ')
}
