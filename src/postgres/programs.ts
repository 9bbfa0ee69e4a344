import type { ChildOptions, Finished } from '../core/process.ts'
import type { World } from '../core/world.ts'
import { withHeartbeat } from '../database/heartbeat.ts'

/** Runs pg_dump or pg_restore to its end; it is ended when the run is cancelled or `signal` says so. */
export async function runProgram(
  path: string,
  argumentsList: readonly string[],
  {
    world,
    environment,
    what,
    signal,
    ...options
  }: ChildOptions & { world: Pick<World, 'processes' | 'cancellation' | 'log' | 'clock'>; what: string },
): Promise<Finished> {
  const child = world.processes.run(path, argumentsList, {
    ...options,
    ...(environment === undefined ? {} : { environment }),
    signal: signal === undefined ? world.cancellation.signal : AbortSignal.any([world.cancellation.signal, signal]),
  })
  return withHeartbeat(what, child, world)
}
