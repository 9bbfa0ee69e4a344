import { expect, test } from '@jest/globals'
import { neverCancelled } from '../../../src/core/signals.ts'
import { lookUntilSteady } from '../../../src/probes/patience.ts'
import { type Observation, passed } from '../../../src/probes/result.ts'

const bad: Observation = { verdict: 'fail', expected: 'up', observed: 'down', problems: [], latency: null }
const good = passed('up', 'up')

/** A world whose time passes only while it sleeps; `slept` tells how long each pause was. */
function world() {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    clock: { now: () => new Date(now), elapsedMs: () => now },
    sleep: async (ms: number) => {
      slept.push(ms)
      now += ms
    },
    randomBytes: (count: number) => new Uint8Array(count).fill(255),
    cancellation: neverCancelled(),
  }
}

function attemptsOf(observations: readonly Observation[]): () => Promise<Observation> {
  let index = 0
  return async () => observations[Math.min(index++, observations.length - 1)] ?? bad
}

test('without a deadline nothing is retried', async () => {
  const { observation, attempts } = await lookUntilSteady(attemptsOf([bad, good]), { times: 1, withinMs: null, timeoutMs: 1_000 }, world())
  expect([observation.verdict, attempts]).toEqual(['fail', 1])
})

test('a failure begins the row anew', async () => {
  const looks = attemptsOf([good, good, bad, good, good, good])
  const { observation, attempts } = await lookUntilSteady(looks, { times: 3, withinMs: 60_000, timeoutMs: 1_000 }, world())
  expect([observation.verdict, attempts]).toEqual(['pass', 6])
})

test('pauses grow with every failure and stay below 2 s; the deadline holds', async () => {
  const place = world()
  const { observation } = await lookUntilSteady(attemptsOf([bad]), { times: 1, withinMs: 20_000, timeoutMs: 1_000 }, place)
  expect(place.slept.slice(0, 5)).toEqual([200, 400, 800, 1_600, 2_000])
  expect(Math.max(...place.slept)).toBe(2_000)
  expect(place.clock.elapsedMs()).toBeLessThanOrEqual(20_000)
  expect(observation).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(/^down, after \d+ attempts in/) as unknown })
})

test('a row that is not full at the deadline is no pass', async () => {
  const { observation } = await lookUntilSteady(attemptsOf([good]), { times: 100, withinMs: 1_000, timeoutMs: 1_000 }, world())
  expect(observation.verdict).toBe('inconclusive')
})
