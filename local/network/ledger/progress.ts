import type { SorobanRun } from './apply-soroban.ts'
import type { OperationMeta } from './meta.ts'
import type { TransactionOutcome } from './result.ts'
import type { Change } from './state.ts'
import type { Transaction } from './transaction.ts'

/** A transaction on its way through the closing of a ledger. */
export interface Progress {
  transaction: Transaction
  /** Place among all of the ledger, from 0. */
  index: number
  /** Stroops; refunds are taken off at the end. */
  feeCharged: bigint
  feeChanges: readonly Change[]
  /** One list for each step before the operations. */
  changesBefore: readonly (readonly Change[])[]
  /** Refused before anything was carried out; null: its operations are to be carried out. */
  refused: TransactionOutcome | null
  outcome: TransactionOutcome
  operations: readonly OperationMeta[]
  soroban: SorobanRun | null
  refund: bigint
  refundChanges: readonly Change[]
  /** XDR of TransactionEvents: fees taken and given back. */
  feeEvents: readonly Uint8Array[]
  /** In plain words, why it failed. */
  reason: string
}
