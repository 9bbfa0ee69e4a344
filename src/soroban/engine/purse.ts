/** What a run may spend, in stroops. At no time can more be charged than its limit. */
export interface Purse {
  /** Puts aside what a step may cost at most, in place of what was put aside for it before; false: the limit forbids it. */
  offer(step: string, stroops: bigint): boolean
  /** A step was charged this much; what was put aside for it is free again. */
  charge(step: string, stroops: bigint): void
  /** The most that can be put aside for a step now; null: there is no limit. */
  most(step: string): bigint | null
  readonly limit: bigint | null
}

/** `expected`: forecasts of all steps, put aside from the beginning, so that a high bid for one leaves enough for the others. */
export function purseOf(limit: bigint | null, expected: ReadonlyMap<string, bigint> = new Map()): Purse {
  const offered = new Map(expected)
  let charged = 0n
  const others = (step: string) => [...offered].reduce((sum, [name, stroops]) => (name === step ? sum : sum + stroops), charged)
  const most = (step: string) => (limit === null ? null : limit - others(step))
  return {
    limit,
    most,
    offer(step, stroops) {
      const free = most(step)
      if (free !== null && stroops > free) return false
      offered.set(step, stroops)
      return true
    },
    charge(step, stroops) {
      charged += stroops
      offered.delete(step)
    },
  }
}
