import { problemFrom, reasonText } from './road-problems.ts'
import type { World } from './world.ts'

/**
 * Work that an outcome which is certain does not depend on. It does not take that outcome away when it fails: that is told
 * as a warning, under `code` or else under that of what failed. Null: it failed.
 */
export async function afterwards<Result>(
  work: () => Promise<Result>,
  { runner, secrets, log }: Pick<World, 'runner' | 'secrets' | 'log'>,
  { what, code }: { what: string; code?: string },
): Promise<Result | null> {
  try {
    return await work()
  } catch (thrown) {
    const title = code ?? problemFrom(thrown, { secrets, log }).code
    runner.annotate('warning', `${what} ${reasonText(thrown, { secrets })}`, { title, at: null })
    return null
  }
}
