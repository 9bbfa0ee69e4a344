import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { durationText } from './duration.ts'
import { realProcesses } from './process.ts'
import type { Runner } from './runner.ts'
import { rememberSecrets } from './secrets.ts'
import type { Cancellation } from './signals.ts'
import type { Log, World } from './world.ts'
import { writeThrough } from './write.ts'

/** The world as it is: this machine's clock, network, processes and files. */
export function realWorld({
  runner,
  environment,
  workingDirectory,
  cancellation,
}: {
  runner: Runner
  environment: Readonly<Record<string, string | undefined>>
  workingDirectory: string
  cancellation: Cancellation
}): World {
  const secrets = rememberSecrets(runner)
  return {
    clock: { now: () => new Date(), elapsedMs: () => performance.now() },
    sleep: async (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }),
    randomBytes: (count) => randomBytes(count),
    fetch: globalThis.fetch,
    processes: realProcesses(environment),
    environment,
    directory: resolve(workingDirectory),
    runner,
    log: redactingLog(runner, secrets.redact),
    secrets,
    cancellation,
    write: writeThrough(cancellation),
    peakMemoryMb: () => Math.round(process.resourceUsage().maxRSS / 1_024),
  }
}

function redactingLog(runner: Runner, redact: (text: string) => string): Log {
  return {
    line: (text) => runner.info(redact(text)),
    async group(title, work) {
      const started = performance.now()
      runner.startGroup(title)
      try {
        return await work()
      } finally {
        runner.info(durationText(performance.now() - started))
        runner.endGroup()
      }
    },
  }
}
