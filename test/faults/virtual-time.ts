import { setImmediate } from 'node:timers/promises'

/** Time that passes only while everybody waits for it: nothing of a run depends on how fast the machine is. */
export interface VirtualTime {
  readonly fetch: typeof fetch
  readonly sleep: (ms: number) => Promise<void>
  readonly clock: { now(): Date; elapsedMs(): number }
  /** Lets time pass until the work has ended. */
  during<Result>(work: Promise<Result>): Promise<Result>
}

/** Turns of the event loop without a request after which nothing more comes by itself. */
const quietTurns = 4

/** `tick` is called each time that `everyMs` of this time have passed. */
export function virtualTime({ everyMs, tick }: { everyMs: number; tick: () => void | Promise<void> }): VirtualTime {
  const sleepers: { wakeMs: number; wake: () => void }[] = []
  let [nowMs, requests, activity] = [0, 0, 0]

  async function advance(): Promise<void> {
    const next = sleepers.reduce((earliest, one) => (one.wakeMs < earliest.wakeMs ? one : earliest))
    sleepers.splice(sleepers.indexOf(next), 1)
    while (Math.floor(next.wakeMs / everyMs) > Math.floor(nowMs / everyMs)) {
      nowMs = (Math.floor(nowMs / everyMs) + 1) * everyMs
      await tick()
    }
    nowMs = Math.max(nowMs, next.wakeMs)
    next.wake()
  }

  return {
    async fetch(input, init) {
      requests += 1
      try {
        const response = await fetch(input, init)
        return new Response(await response.text(), { status: response.status })
      } finally {
        requests -= 1
        activity += 1
      }
    },
    sleep: (ms) =>
      new Promise((wake) => {
        activity += 1
        sleepers.push({ wakeMs: nowMs + ms, wake })
      }),
    clock: { now: () => new Date(), elapsedMs: () => nowMs },
    async during(work) {
      let isOver = false
      const over = () => {
        isOver = true
      }
      work.then(over, over)
      let [seen, quiet] = [activity, 0]
      while (!isOver) {
        await setImmediate()
        quiet = requests === 0 && seen === activity ? quiet + 1 : 0
        seen = activity
        if (quiet < quietTurns || sleepers.length === 0) continue
        await advance()
        quiet = 0
      }
      return work
    },
  }
}
