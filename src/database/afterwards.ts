import { problemsOf } from '../core/problem.ts'
import type { World } from '../core/world.ts'

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

/** Why something failed, in the words of its problems or of whoever refused. */
export function reasonText(thrown: unknown): string {
  return (problemsOf(thrown) ?? [thrown as Error]).map(({ message }) => message).join(' ')
}
