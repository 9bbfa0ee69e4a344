import type { World } from './world.ts'

interface Retrying extends Pick<World, 'sleep'> {
  /** Waits between the attempts, in ms: one attempt more than there are pauses. */
  readonly pausesMs: readonly number[]
  /** Whether what was thrown may be gone at the next attempt. */
  readonly isTemporary: (thrown: unknown) => boolean
}

/** Does the work, and again after each pause as long as what it throws is temporary. For work that may be done twice. */
export async function retrying<Result>(work: () => Promise<Result>, { sleep, pausesMs, isTemporary }: Retrying): Promise<Result> {
  for (const pauseMs of pausesMs) {
    try {
      return await work()
    } catch (thrown) {
      if (!isTemporary(thrown)) throw thrown
      await sleep(pauseMs)
    }
  }
  return work()
}
