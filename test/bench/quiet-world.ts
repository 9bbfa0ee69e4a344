import { realWorld } from '../../src/core/real-world.ts'
import type { Runner } from '../../src/core/runner.ts'
import { neverCancelled } from '../../src/core/signals.ts'
import type { World } from '../../src/core/world.ts'

/** The world as it is, with a log that nobody reads: for parts that are measured by themselves. */
export function quietWorld(workingDirectory: string): World {
  return realWorld({
    runner: { mask() {}, info() {}, startGroup() {}, endGroup() {} } as unknown as Runner,
    environment: { PATH: process.env['PATH'], TMPDIR: workingDirectory },
    workingDirectory,
    cancellation: neverCancelled(),
  })
}
