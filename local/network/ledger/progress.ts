import type { Charges, OperationMeta } from './meta.ts'
import type { OperationResult, TransactionOutcome } from './result.ts'
import type { Rules } from './rules.ts'
import type { Change, KeyText, State } from './state.ts'
import type { Transaction } from './transaction.ts'

/** Where a ledger is closed: the state is changed in place. */
export interface Place {
  state: State
  archive: State
  rules: Rules
  setHash: Uint8Array
  /** The last number that an offer was given. */
  ids: { last: bigint }
}

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

/** What became of the operation of a Soroban transaction. */
export interface SorobanRun {
  result: OperationResult
  /** Not in force yet. */
  writes: ReadonlyMap<KeyText, Uint8Array | null>
  restored: ReadonlyMap<KeyText, Uint8Array>
  events: readonly Uint8Array[]
  value: Uint8Array | null
  diagnostics: readonly Uint8Array[]
  charges: Charges
  /** What the host counted; null for operations that do not run in it. */
  use: { instructions: bigint; memory: bigint } | null
  reason: string
  /** The host itself came apart: nobody's transaction, but ours to explain. */
  internalError: boolean
}
