import { durationText } from '../core/duration.ts'
import type { World } from '../core/world.ts'

const heartbeatMs = 30_000

/** Waits for work that may take long, saying so every 30 s. */
export async function withHeartbeat<Result>(
  what: string,
  work: Promise<Result>,
  { log, clock }: Pick<World, 'log' | 'clock'>,
): Promise<Result> {
  const started = clock.elapsedMs()
  const timer = setInterval(() => log.line(`still ${what}, ${durationText(clock.elapsedMs() - started)}`), heartbeatMs)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
