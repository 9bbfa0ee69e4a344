import type { Color } from './frontend.ts'

/** Counters since the start of the balancer. Ended requests are `requests - inFlight`. */
export interface ColorStatistics {
  /** Sent to this color, those in flight included. */
  readonly requests: number
  /** Answered with 5xx, not answered at all, or cut in the middle of the answer. */
  readonly failed: number
  /** Given up by the client before the end of the answer; not counted as failed. */
  readonly aborted: number
  readonly inFlight: number
}

export interface BalancerStatistics {
  readonly pid: number
  readonly startedAt: string
  readonly frontends: Readonly<Record<string, Readonly<Record<Color, ColorStatistics>>>>
}

export type Ending = 'answered' | 'failed' | 'aborted'

export interface Counter {
  /** Counts one request as begun; call what it returns once, when it is over. */
  begin(): (ending: Ending) => void
  read(): ColorStatistics
}

export function newCounter(): Counter {
  const count = { requests: 0, failed: 0, aborted: 0, inFlight: 0 }
  return {
    begin() {
      count.requests += 1
      count.inFlight += 1
      return (ending) => {
        count.inFlight -= 1
        if (ending !== 'answered') count[ending] += 1
      }
    },
    read: () => ({ ...count }),
  }
}

export type Counters = Readonly<Record<Color, Counter>>

export function newCounters(): Counters {
  return { blue: newCounter(), green: newCounter() }
}

export function readCounters({ blue, green }: Counters): Record<Color, ColorStatistics> {
  return { blue: blue.read(), green: green.read() }
}
