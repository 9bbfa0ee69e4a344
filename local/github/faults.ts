/**
 * - `server-error`: 500, nothing done
 * - `lose-request`: the connection breaks before anything is done
 * - `lose-answer`: it is done, and the connection breaks before the answer
 * - `tear-answer`: it is done, and the connection breaks in the middle of the answer
 * - `rate-limit`: 403 with an empty budget; `secondary-rate-limit`: 429 with `retry-after`
 */
export type FaultKind = 'server-error' | 'lose-request' | 'lose-answer' | 'tear-answer' | 'rate-limit' | 'secondary-rate-limit'

export interface FaultTarget {
  readonly method?: string
  /** A part of the path, or an expression for it. Default: every path. */
  readonly path?: string | RegExp
  /** Which of the matching requests, counted from 1 from now on. Default: the first. */
  readonly nth?: number
  /** How many one after the other. Default: 1. */
  readonly times?: number
}

/** Faults that wait for their request. */
export class Faults {
  readonly #waiting: { kind: FaultKind; target: FaultTarget; seen: number }[] = []

  add(kind: FaultKind, target: FaultTarget): void {
    this.#waiting.push({ kind, target, seen: 0 })
  }

  /** The fault that this request meets, or null. */
  take(method: string, path: string): FaultKind | null {
    let met: FaultKind | null = null
    for (const fault of this.#waiting) {
      if (!matches(fault.target, method, path)) continue
      fault.seen++
      const first = fault.target.nth ?? 1
      if (fault.seen >= first && fault.seen < first + (fault.target.times ?? 1)) met ??= fault.kind
    }
    return met
  }
}

function matches(target: FaultTarget, method: string, path: string): boolean {
  if (target.method !== undefined && target.method !== method) return false
  if (target.path === undefined) return true
  return typeof target.path === 'string' ? path.includes(target.path) : target.path.test(path)
}
