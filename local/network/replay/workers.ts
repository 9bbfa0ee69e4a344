import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Outcome } from './outcome.ts'
import type { Scenario } from './recordings.ts'

const program = new URL('./worker.ts', import.meta.url)

/** Replays all scenarios on as many threads as there are processors. The outcomes are in the order of the scenarios. */
export async function replayAll(scenarios: readonly Scenario[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = scenarios.entries()
  const work = async () => {
    const worker = new Worker(program)
    for (const [place, scenario] of waiting) {
      worker.postMessage(scenario)
      const [outcome] = (await once(worker, 'message')) as [Outcome]
      outcomes[place] = outcome
    }
    await worker.terminate()
  }
  const threads = Math.min(availableParallelism(), scenarios.length)
  await Promise.all(Array.from({ length: threads }, work))
  return outcomes
}
