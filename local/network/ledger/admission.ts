import { type Amounts, type Bid, bidOf, compareBids, isWithin, minus, plus } from './capacity.ts'
import { fullFee, inclusionFee, operationCount, type Transaction, tellable } from './transaction.ts'

/** Whether a full queue takes a newcomer, and who has to leave for it. */
export type Admittance =
  | { admitted: true; leaving: readonly Transaction[] }
  /** `fee`: stroops, all in all, that would do; null: no fee does. */
  | { admitted: false; fee: bigint | null }

/** A transaction, and what it takes of a ledger, which is dear to find out. */
export interface Guest {
  transaction: Transaction
  amounts: Amounts
}

interface Crowd {
  /** All that wait in the newcomer's phase. */
  waiting: readonly Guest[]
  /** The one among them whose place the newcomer takes. */
  replaced: Guest | null
  limits: Amounts
  /** The best bid that had to leave since the last ledger: what comes after it must beat it, though there is room again. */
  outbid: Bid | null
}

/** stellar-core: TxQueueLimiter::canAddTx, and SurgePricingPriorityQueue::canFitWithEviction. */
export function admit({ transaction, amounts }: Guest, { waiting, replaced, limits, outbid }: Crowd): Admittance {
  const bid = bidOf(transaction)
  if (outbid !== null && compareBids(outbid, bid) >= 0) return { admitted: false, fee: feeToBeat(outbid, transaction) }
  const added = amounts.map((amount, place) => positive(amount - (replaced?.amounts[place] ?? 0n)))
  if (!isWithin(added, limits)) return { admitted: false, fee: null }
  let total = waiting.reduce<Amounts>((all, guest) => plus(all, guest.amounts), added)
  if (isWithin(total, limits)) return { admitted: true, leaving: [] }
  const leaving: Transaction[] = []
  for (const cheapest of waiting.toSorted(byBid)) {
    if (isWithin(total, limits)) break
    if (compareBids(bidOf(cheapest.transaction), bid) >= 0) {
      return { admitted: false, fee: feeToBeat(bidOf(cheapest.transaction), transaction) }
    }
    // Nobody pushes out himself: a replacement needs the room that the replaced one had.
    if (cheapest.transaction.inner.source === transaction.inner.source) return { admitted: false, fee: null }
    leaving.push(cheapest.transaction)
    total = minus(total, cheapest.amounts)
  }
  return { admitted: true, leaving }
}

// Equal bids are told apart by what nobody can choose; stellar-core takes the hash in its tests, and addresses in memory else.
function byBid({ transaction: one }: Guest, { transaction: other }: Guest): number {
  return compareBids(bidOf(one), bidOf(other)) || (one.envelopeHash < other.envelopeHash ? -1 : 1)
}

// One stroop more than the same rate, and what is paid for resources (stellar-core: computeBetterFee).
function feeToBeat({ fee, operations }: Bid, newcomer: Transaction): bigint {
  const same = (fee * BigInt(operationCount(newcomer))) / BigInt(operations)
  return tellable(same + 1n + fullFee(newcomer) - inclusionFee(newcomer))
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n
}
