import { durationText } from '../core/duration.ts'
import type { ChildOptions, Finished } from '../core/process.ts'
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

/** Runs pg_dump or pg_restore to its end; it is ended when the run is cancelled. */
export async function runProgram(
  path: string,
  argumentsList: readonly string[],
  {
    world,
    environment,
    what,
    ...options
  }: ChildOptions & { world: Pick<World, 'processes' | 'cancellation' | 'log' | 'clock'>; what: string },
): Promise<Finished> {
  const child = world.processes.run(path, argumentsList, {
    ...options,
    ...(environment === undefined ? {} : { environment }),
    signal: world.cancellation.signal,
  })
  return withHeartbeat(what, child, world)
}

/** The end of what a program said, for a problem. */
export function lastWords({ tail }: Pick<Finished, 'tail'>): string {
  const lines = tail.filter((line) => line.trim() !== '').slice(-4)
  return lines.length === 0 ? 'it said nothing' : lines.join('\n')
}
