import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { realProcesses } from '../../src/core/process.ts'
import { colors } from '../../src/traffic/color.ts'
import { stopSupervised } from '../../src/traffic/supervise.ts'

/** At the end of the demo, ends the services that releases left running: they outlive their steps on purpose. */
export function stopServices(state: string): AsyncDisposable {
  const world = {
    processes: realProcesses(process.env),
    sleep: (ms: number) => wait(ms),
    clock: { now: () => new Date(), elapsedMs: () => performance.now() },
  }
  return {
    async [Symbol.asyncDispose]() {
      const places = ['backend', 'client'].flatMap((service) =>
        colors.map((color) => ({ folder: join(state, 'releases', '.colors'), service, color })),
      )
      await Promise.all(places.map((place) => stopSupervised(place, { graceMs: 1_000, world })))
    },
  }
}
