import { durationText } from '../core/duration.ts'
import type { World } from '../core/world.ts'
import type { Attempt, Patience } from './kind.ts'
import type { Observation } from './result.ts'

/** Between consecutive successes: long enough to be another moment. */
const betweenSuccessesMs = 50
const firstPauseMs = 100
const longestPauseMs = 2_000

/**
 * Looks until `times` looks in a row pass. A failed look begins the row anew, as long as the total deadline allows.
 * Back-off with full jitter: research/gates-health.md section 9.
 */
export async function lookUntilSteady(
  attempt: Attempt,
  { times, withinMs, timeoutMs }: Patience,
  { clock, sleep, randomBytes, cancellation }: Pick<World, 'clock' | 'sleep' | 'randomBytes' | 'cancellation'>,
): Promise<{ observation: Observation; attempts: number }> {
  const started = clock.elapsedMs()
  const leftMs = () => (withinMs === null ? Number.POSITIVE_INFINITY : withinMs - (clock.elapsedMs() - started))
  let inARow = 0
  let failures = 0
  for (let attempts = 1; ; attempts += 1) {
    const deadline = AbortSignal.timeout(Math.ceil(Math.max(1, Math.min(timeoutMs, leftMs()))))
    const observation = await attempt(AbortSignal.any([deadline, cancellation.signal]))
    cancellation.throwIfRequested('the next probe')
    inARow = observation.verdict === 'pass' ? inARow + 1 : 0
    if (inARow >= times) return { observation: times > 1 ? withRow(observation, times) : observation, attempts }
    if (observation.verdict !== 'pass') failures += 1
    const pauseMs = observation.verdict === 'pass' ? betweenSuccessesMs : jittered(failures, randomBytes)
    const over = withinMs === null ? observation.verdict !== 'pass' : leftMs() <= pauseMs
    if (over) return { observation: settled(observation, { attempts, inARow, times, elapsedMs: clock.elapsedMs() - started }), attempts }
    await sleep(pauseMs, cancellation.signal).catch(() => cancellation.throwIfRequested('the next probe'))
  }
}

function jittered(failures: number, randomBytes: World['randomBytes']): number {
  const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10))
  return Math.round((ceiling * (1 + (randomBytes(1)[0] ?? 0))) / 256)
}

function withRow(observation: Observation, times: number): Observation {
  return { ...observation, observed: `${observation.observed} (${times} times in a row)` }
}

function settled(
  observation: Observation,
  { attempts, inARow, times, elapsedMs }: { attempts: number; inARow: number; times: number; elapsedMs: number },
): Observation {
  const tries = attempts === 1 ? '' : `, after ${attempts} attempts in ${durationText(elapsedMs)}`
  // It passed, but the deadline came before it passed often enough: not enough evidence.
  if (observation.verdict === 'pass') {
    return { ...observation, verdict: 'inconclusive', observed: `${observation.observed}, ${inARow} of ${times} times in a row${tries}` }
  }
  return { ...observation, observed: `${observation.observed}${tries}` }
}
