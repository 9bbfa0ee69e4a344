/** Stroops an operation: the least that a network takes (stellar-core, base fee). */
export const leastPrice = 100n
/** The network replaces a waiting fee bump by one that bids ten times as much (stellar-core, TransactionQueue: canReplaceByFee). */
const replacementFactor = 10n
/** The most that is ever bid for one transaction, whatever the limit of the run: 10 XLM. */
const largestBid = 100_000_000n

/** A fee bump counts as one operation more than it carries. */
export function firstBid({ price, operations }: { price: bigint; operations: number }): bigint {
  return smaller((price > leastPrice ? price : leastPrice) * BigInt(operations + 1), largestBid)
}

interface Rise {
  /** The highest bid so far, in stroops for the whole transaction. */
  readonly bid: bigint
  /** What the network asks for, where it said so. */
  readonly asked: bigint | null
  /** A copy may be waiting in a queue: then only ten times its bid replaces it. */
  readonly isQueued: boolean
  /** The most that the limit of the run leaves for inclusion; null: no limit. */
  readonly most: bigint | null
}

/** The next legal bid, or null where there is none within the limits. */
export function nextBid({ bid, asked, isQueued, most }: Rise): bigint | null {
  const least = isQueued || asked === null ? bid * replacementFactor : bid + 1n
  const next = asked !== null && asked > least ? asked : least
  return next > largestBid || (most !== null && next > most) ? null : next
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
