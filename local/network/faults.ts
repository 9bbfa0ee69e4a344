/** What can be made to go wrong between a client and the network. */
export const faultKinds = ['lose-answer', 'refuse', '503', '429', 'try-again-later', 'internal-error', 'truncate', 'delay'] as const

export type FaultKind = (typeof faultKinds)[number]

export interface FaultSchedule {
  /** Name of the RPC method, or `friendbot`. */
  of: string
  /** Which call from now on, from 1; the next one when left out. */
  nth?: number
  /** How many calls in a row; 1 when left out. */
  times?: number
  /** For `delay`; 1000 when left out. */
  milliseconds?: number
}

export interface Fault {
  kind: FaultKind
  milliseconds: number
}

interface Armed extends Fault {
  of: string
  first: number
  last: number
  seen: number
}

/** Faults that wait for their call. */
export class Faults {
  #armed: Armed[] = []
  /** How often each method was called. */
  readonly calls = new Map<string, number>()

  arm(kind: FaultKind, { of, nth = 1, times = 1, milliseconds = 1_000 }: FaultSchedule): void {
    this.#armed.push({ kind, of, first: nth, last: nth + times - 1, seen: 0, milliseconds })
  }

  disarm(): void {
    this.#armed = []
  }

  /** To be asked once for each call; null: nothing goes wrong. */
  strike(method: string): Fault | null {
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1)
    const concerned = this.#armed.filter((fault) => fault.of === method)
    for (const fault of concerned) fault.seen += 1
    const due = concerned.find((fault) => fault.seen >= fault.first && fault.seen <= fault.last) ?? null
    this.#armed = this.#armed.filter((fault) => fault.seen < fault.last)
    return due
  }
}
