import { durationText } from '../core/duration.ts'
import type { Place } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { isBusy } from './connection.ts'
import type { DatabaseFile } from './database-file.ts'
import { lockHolders } from './lock-holders.ts'
import { busy } from './problems.ts'

const pauseMs = 25

/** Tries the work again while others hold a lock. Problem `sqlite/busy` names them when the patience is at its end. */
export async function whenFree<Result>(
  work: () => Result | Promise<Result>,
  { file, patienceMs, at }: { file: Pick<DatabaseFile, 'name' | 'path'>; patienceMs: number; at: Place | null },
  { clock, sleep, cancellation }: Pick<World, 'clock' | 'sleep' | 'cancellation'>,
): Promise<Result> {
  for (const until = clock.elapsedMs() + patienceMs; ; await sleep(pauseMs)) {
    try {
      return await work()
    } catch (cause) {
      if (!isBusy(cause)) throw cause
      cancellation.throwIfRequested('waiting for a lock')
      if (clock.elapsedMs() < until) continue
      throw busy({ file: file.name, waited: durationText(patienceMs), holders: await lockHolders(file.path), at, cause })
    }
  }
}
