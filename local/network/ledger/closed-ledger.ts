import { hex } from '../bytes.ts'
import { resultPair } from './closing.ts'
import { encodeChanges, encodeLedgerMeta, encodeTransactionMeta, type Reporting } from './meta.ts'
import type { Progress } from './progress.ts'
import { encodeResult, succeeded } from './result.ts'
import { inclusionFee, isSoroban, operationCount, type Transaction } from './transaction.ts'

export interface AppliedTransaction {
  /** Hash in hex; of a fee bump that of the outer one. */
  id: string
  innerId: string
  ledger: number
  /** Unix seconds. */
  closeTime: bigint
  /** Place in its ledger, from 1. */
  order: number
  succeeded: boolean
  feeBump: boolean
  /** Stroops. */
  feeCharged: bigint
  /** What was paid for being included, in stroops an operation. */
  inclusion: { soroban: boolean; feePerOperation: bigint }
  /** XDR from here on. */
  envelope: Uint8Array
  result: Uint8Array
  meta: Uint8Array
  diagnostics: readonly Uint8Array[]
  /** Of each operation. */
  events: readonly (readonly Uint8Array[])[]
  /** TransactionEvents: fees taken and given back. */
  feeEvents: readonly Uint8Array[]
  /** In the host's words, why it failed; empty when it did not, or when the result says all. */
  reason: string
  use: { instructions: bigint; memory: bigint } | null
}

export interface ClosedLedger {
  sequence: number
  closeTime: bigint
  hash: Uint8Array
  header: Uint8Array
  /** LedgerCloseMeta, put together when it is asked for. */
  readonly meta: Uint8Array
  transactions: readonly AppliedTransaction[]
}

interface Facts {
  sequence: number
  closeTime: bigint
  hash: Uint8Array
  header: Uint8Array
  baseFee: number
  /** XDR of the GeneralizedTransactionSet. */
  encodedSet: Uint8Array
  /** XDR of UpgradeEntryMetas. */
  upgrades: readonly Uint8Array[]
  /** Mean of the last samples, in bytes. */
  stateSize: bigint
  evicted: readonly Uint8Array[]
  reporting: Reporting
}

/** What is remembered of a ledger. */
export function closedLedger(all: readonly Progress[], facts: Facts): ClosedLedger {
  const { sequence, closeTime, hash, header, baseFee, encodedSet, upgrades, stateSize, evicted, reporting } = facts
  const parts = all.map((progress) => ({
    result: resultPair(progress),
    feeChanges: encodeChanges(progress.feeChanges),
    meta: metaOf(progress, reporting),
    refundChanges: encodeChanges(progress.refundChanges),
  }))
  return {
    sequence,
    closeTime,
    hash,
    header,
    get meta() {
      return encodeLedgerMeta({ headerHash: hash, header, transactionSet: encodedSet, processing: parts, upgrades, stateSize, evicted })
    },
    transactions: all.map((progress, index) => ({
      ...whatBecameOf(progress),
      ledger: sequence,
      closeTime,
      order: index + 1,
      inclusion: { soroban: isSoroban(progress.transaction), feePerOperation: inclusionPaid(progress.transaction, baseFee) },
      meta: parts[index]?.meta ?? new Uint8Array(),
    })),
  }
}

function metaOf(progress: Progress, { classicEvents, charges }: Reporting): Uint8Array {
  const { soroban, operations, transaction, changesBefore, feeEvents } = progress
  const tellsEvents = classicEvents || isSoroban(transaction)
  // A failed transaction has no value, and its charges are told only where charges are told at all.
  const tellsSoroban = soroban !== null && (charges || soroban.result.succeeded)
  return encodeTransactionMeta({
    changesBefore,
    operations: operations.map((operation) => (tellsEvents ? operation : { ...operation, events: [] })),
    soroban: tellsSoroban ? { charges: charges ? soroban.charges : null, value: soroban.value } : null,
    events: classicEvents ? feeEvents : [],
    diagnostics: soroban?.diagnostics ?? [],
  })
}

function whatBecameOf({ transaction, outcome, feeCharged, operations, soroban, feeEvents, reason }: Progress) {
  return {
    id: transaction.id,
    innerId: hex(transaction.inner.hash),
    succeeded: succeeded(outcome),
    feeBump: transaction.feeBump !== null,
    feeCharged,
    envelope: transaction.bytes,
    result: encodeResult(transaction, outcome, feeCharged),
    diagnostics: soroban?.diagnostics ?? [],
    events: operations.map((operation) => operation.events),
    feeEvents,
    reason,
    use: soroban?.use ?? null,
  }
}

// Nobody pays more than the base fee while ledgers are not full, whatever the bid.
function inclusionPaid(transaction: Transaction, baseFee: number): bigint {
  const bid = inclusionFee(transaction) / BigInt(Math.max(operationCount(transaction), 1))
  return bid < BigInt(baseFee) ? bid : BigInt(baseFee)
}
