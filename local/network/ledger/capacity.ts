import type { Settings } from './settings.ts'
import { diskReads, readFootprint } from './soroban-validity.ts'
import { inclusionFee, isSoroban, operationCount, type Transaction } from './transaction.ts'

/**
 * Amounts of what ledgers are limited in. Classic: operations. Soroban: transactions, instructions, bytes of transactions, bytes and
 * entries read from disk, bytes and entries written (stellar-core: TransactionFrame::getResources).
 */
export type Amounts = readonly bigint[]

/** The two phases of a ledger, which have limits of their own. */
export type Phase = 'classic' | 'soroban'

export function phaseOf(transaction: Transaction): Phase {
  return isSoroban(transaction) ? 'soroban' : 'classic'
}

export function amountsOf(transaction: Transaction): Amounts {
  const { inner } = transaction
  if (!isSoroban(transaction)) return [BigInt(operationCount(transaction))]
  const { instructions = 0, diskReadBytes = 0, writeBytes = 0 } = inner.soroban?.resources ?? {}
  const footprint = readFootprint(inner)
  // A fee bump counts as an operation more here, too.
  return [
    operationCount(transaction),
    instructions,
    inner.size,
    diskReadBytes,
    diskReads(inner, footprint),
    writeBytes,
    footprint.readWrite.length,
  ].map(BigInt)
}

/** What one ledger can take. `classicOperations` is the header's maxTxSetSize. */
export function ledgerLimits(phase: Phase, settings: Settings, classicOperations: number): Amounts {
  if (phase === 'classic') return [BigInt(classicOperations)]
  const { compute, ledgerCost, bandwidth, maxTransactions, clusters } = settings
  return [
    maxTransactions,
    compute.ledgerMaxInstructions * BigInt(Math.max(clusters, 1)),
    bandwidth.ledgerMaxTxsSizeBytes,
    ledgerCost.ledgerMaxDiskReadBytes,
    ledgerCost.ledgerMaxDiskReadEntries,
    ledgerCost.ledgerMaxWriteBytes,
    ledgerCost.ledgerMaxWriteLedgerEntries,
  ].map(BigInt)
}

export function plus(one: Amounts, other: Amounts): Amounts {
  return one.map((amount, place) => amount + (other[place] ?? 0n))
}

export function minus(one: Amounts, other: Amounts): Amounts {
  return one.map((amount, place) => amount - (other[place] ?? 0n))
}

export function isWithin(amounts: Amounts, limits: Amounts): boolean {
  return amounts.every((amount, place) => amount <= (limits[place] ?? 0n))
}

/** Picks what fits into one ledger, the highest bids first; what was offered earlier goes first among equals. */
export function fitting(waiting: readonly Transaction[], limits: Amounts): Transaction[] {
  let taken: Amounts = limits.map(() => 0n)
  return [...waiting]
    .sort((one, other) => compareBids(bidOf(other), bidOf(one)))
    .filter((transaction) => {
      const together = plus(taken, amountsOf(transaction))
      if (!isWithin(together, limits)) return false
      taken = together
      return true
    })
}

/** Stroops for inclusion, and the operations they are for. */
export interface Bid {
  fee: bigint
  operations: number
}

export function bidOf(transaction: Transaction): Bid {
  return { fee: inclusionFee(transaction), operations: operationCount(transaction) }
}

/** Compares by what is paid an operation, without dividing (stellar-core: feeRate3WayCompare). */
export function compareBids(one: Bid, other: Bid): number {
  const [first, second] = [one.fee * BigInt(other.operations), other.fee * BigInt(one.operations)]
  return first < second ? -1 : first > second ? 1 : 0
}
