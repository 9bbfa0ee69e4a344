import type { Settings } from './settings.ts'
import { archivedPlaces, readFootprint } from './soroban-validity.ts'
import { inclusionFee, isSoroban, operationCount, type Transaction } from './transaction.ts'

/** Picks what fits into one ledger, the highest bids first; what was offered earlier goes first among equals. */
export function fitting(waiting: readonly Transaction[], settings: Settings, classicOperations: number): Transaction[] {
  const byBid = [...waiting].sort((one, other) => compareBids(other, one))
  let soroban: Use = { transactions: 0, instructions: 0n, size: 0, readEntries: 0, readBytes: 0, writtenEntries: 0, writtenBytes: 0 }
  let operations = 0
  return byBid.filter((transaction) => {
    if (!isSoroban(transaction)) {
      if (operations + operationCount(transaction) > classicOperations) return false
      operations += operationCount(transaction)
      return true
    }
    const together = sum(soroban, useOf(transaction))
    if (!isWithin(together, settings)) return false
    soroban = together
    return true
  })
}

function compareBids(one: Transaction, other: Transaction): number {
  const [first, second] = [inclusionFee(one) * BigInt(operationCount(other)), inclusionFee(other) * BigInt(operationCount(one))]
  return first < second ? -1 : first > second ? 1 : 0
}

interface Use {
  transactions: number
  instructions: bigint
  size: number
  readEntries: number
  readBytes: number
  writtenEntries: number
  writtenBytes: number
}

function useOf({ inner }: Transaction): Use {
  const { instructions = 0, diskReadBytes = 0, writeBytes = 0 } = inner.soroban?.resources ?? {}
  const { readOnly, readWrite } = readFootprint(inner)
  return {
    transactions: 1,
    instructions: BigInt(instructions),
    size: inner.size,
    readEntries: [...readOnly, ...readWrite].filter((key) => !key.soroban).length + archivedPlaces(inner).length,
    readBytes: diskReadBytes,
    writtenEntries: readWrite.length,
    writtenBytes: writeBytes,
  }
}

function sum(one: Use, other: Use): Use {
  return {
    transactions: one.transactions + other.transactions,
    instructions: one.instructions + other.instructions,
    size: one.size + other.size,
    readEntries: one.readEntries + other.readEntries,
    readBytes: one.readBytes + other.readBytes,
    writtenEntries: one.writtenEntries + other.writtenEntries,
    writtenBytes: one.writtenBytes + other.writtenBytes,
  }
}

function isWithin(use: Use, { compute, ledgerCost, bandwidth, maxTransactions, clusters }: Settings): boolean {
  return (
    use.transactions <= maxTransactions &&
    use.instructions <= compute.ledgerMaxInstructions * BigInt(clusters) &&
    use.size <= bandwidth.ledgerMaxTxsSizeBytes &&
    use.readEntries <= ledgerCost.ledgerMaxDiskReadEntries &&
    use.readBytes <= ledgerCost.ledgerMaxDiskReadBytes &&
    use.writtenEntries <= ledgerCost.ledgerMaxWriteLedgerEntries &&
    use.writtenBytes <= ledgerCost.ledgerMaxWriteBytes
  )
}
