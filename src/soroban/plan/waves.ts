import type { Capacity } from '../network/network-settings.ts'

/** One transaction as far as its place among others goes. */
export interface Work {
  readonly id: string
  /** What must be done in an earlier ledger: order inside a ledger is by hash, so nothing can rely on it. */
  readonly needs: readonly string[]
  /** Which account lends the sequence number, null: the deployer's own; one account has one transaction a ledger. */
  readonly lane: number | null
  readonly transactionBytes: number
  readonly writtenBytes: number
  readonly writtenEntries: number
}

interface Room {
  readonly capacity: Capacity
  /** Accounts that lend sequence numbers besides the deployer's own, which lends them where there is none. */
  readonly lanes: number
}

/**
 * Packs work into waves: all of a wave fits into one ledger and needs only what earlier waves did. The number of waves
 * is the least number of ledgers (research/soroban-deploy.md section 2). The longest chains go first, then the largest.
 */
export function wavesOf<Item extends Work>(work: readonly Item[], room: Room): Item[][] {
  const heights = heightsOf(work)
  const height = ({ id }: Work) => heights.get(id) ?? 0
  const open = [...work].sort((one, other) => height(other) - height(one) || other.transactionBytes - one.transactionBytes)
  const done = new Set<string>()
  const waves: Item[][] = []
  while (open.length > 0) {
    const known = new Set(open.map(({ id }) => id))
    const ready = open.filter(({ needs }) => needs.every((need) => done.has(need) || !known.has(need)))
    const wave = pack(ready, room)
    if (wave.length === 0) throw new TypeError(`these need each other: ${open.map(({ id }) => id).join(', ')}`)
    for (const item of wave) {
      done.add(item.id)
      open.splice(open.indexOf(item), 1)
    }
    waves.push(wave)
  }
  return waves
}

function pack<Item extends Work>(ready: readonly Item[], { capacity, lanes }: Room): Item[] {
  const wave: Item[] = []
  const taken = new Set<number | null>()
  for (const item of ready) {
    const lane = item.lane === null || lanes === 0 ? null : item.lane % lanes
    const together = [...wave, item]
    // What is too large for any ledger goes alone: the network, not the plan, refuses it.
    if (taken.has(lane) || (wave.length > 0 && !fits(together, capacity))) continue
    wave.push(item)
    taken.add(lane)
  }
  return wave
}

function fits(work: readonly Work[], capacity: Capacity): boolean {
  const sum = (size: (one: Work) => number) => work.reduce((total, one) => total + size(one), 0)
  return (
    work.length <= capacity.transactions &&
    sum(({ transactionBytes }) => transactionBytes) <= capacity.transactionBytes &&
    sum(({ writtenBytes }) => writtenBytes) <= capacity.writtenBytes &&
    sum(({ writtenEntries }) => writtenEntries) <= capacity.writtenEntries
  )
}

/** Length of the longest chain of work that waits for each. */
function heightsOf(work: readonly Work[]): ReadonlyMap<string, number> {
  const heights = new Map<string, number>()
  const heightOf = (id: string): number => {
    const known = heights.get(id)
    if (known !== undefined) return known
    heights.set(id, 0)
    const waiting = work.filter(({ needs }) => needs.includes(id))
    const height = Math.max(0, ...waiting.map((one) => heightOf(one.id) + 1))
    heights.set(id, height)
    return height
  }
  for (const { id } of work) heightOf(id)
  return heights
}
