import type { World } from '../core/world.ts'
import type { Balancer } from './balancer.ts'
import type { Color } from './color.ts'
import { inFlight } from './counters.ts'

/** A look before this could miss a request that was routed just before the switch. */
const settleMs = 250
const pollMs = 100

/**
 * Waits until no request runs on a color any more: two looks in a row, the first no sooner than 250 ms after the
 * switch. Returns how many were left at the deadline.
 */
export async function drainColor(
  balancer: Balancer,
  { color, deadlineMs }: { color: Color; deadlineMs: number },
  world: Pick<World, 'clock' | 'sleep'>,
): Promise<number> {
  const until = world.clock.elapsedMs() + deadlineMs
  await world.sleep(settleMs)
  let quiet = 0
  while (true) {
    const running = inFlight(await balancer.statistics(), color)
    quiet = running === 0 ? quiet + 1 : 0
    if (quiet === 2) return 0
    if (world.clock.elapsedMs() > until) return running
    await world.sleep(pollMs)
  }
}
