import { bidOf } from './ledger/capacity.ts'
import { fullFee, inclusionFee, type Transaction, tellable } from './ledger/transaction.ts'

/** A replacement must bid this many times as much an operation. */
const replacementFactor = 10n

/** What becomes of a transaction of an account for which another waits already. */
export type Besides =
  | { answer: 'duplicate' | 'outdated' | 'later' | 'replaces' }
  /** `fee`: stroops, all in all, that would do. */
  | { answer: 'underbid'; fee: bigint }

/** Only a fee bump of the same sequence number takes the place of one that waits (stellar-core: TransactionQueue::canAdd). */
export function besides(present: Transaction, transaction: Transaction): Besides {
  if (isDuplicate(present, transaction)) return { answer: 'duplicate' }
  const [waiting, wanted] = [present.inner.body.seqNum, transaction.inner.body.seqNum]
  if (wanted < waiting) return { answer: 'outdated' }
  if (transaction.feeBump === null || wanted !== waiting) return { answer: 'later' }
  const least = leastReplacement(present, transaction)
  if (inclusionFee(transaction) >= least) return { answer: 'replaces' }
  return { answer: 'underbid', fee: tellable(least + fullFee(transaction) - inclusionFee(transaction)) }
}

// The same bytes, or what the waiting fee bump holds; other signatures make another envelope.
function isDuplicate(present: Transaction, transaction: Transaction): boolean {
  if ((present.feeBump === null) === (transaction.feeBump === null)) return present.envelopeHash === transaction.envelopeHash
  return present.feeBump !== null && present.inner.envelopeHash === transaction.envelopeHash
}

// stellar-core: canReplaceByFee.
function leastReplacement(present: Transaction, transaction: Transaction): bigint {
  const [old, operations] = [bidOf(present), BigInt(bidOf(transaction).operations)]
  const [wanted, divisor] = [old.fee * operations * replacementFactor, BigInt(old.operations)]
  return (wanted + divisor - 1n) / divisor
}
