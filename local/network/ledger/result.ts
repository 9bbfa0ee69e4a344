import { concatenate, int32, int64 } from '../bytes.ts'
import type { Transaction } from './transaction.ts'

export const transactionCode = {
  feeBumpInnerSuccess: 1,
  success: 0,
  failed: -1,
  tooEarly: -2,
  tooLate: -3,
  missingOperation: -4,
  badSequence: -5,
  badAuth: -6,
  insufficientBalance: -7,
  noAccount: -8,
  insufficientFee: -9,
  badAuthExtra: -10,
  internalError: -11,
  notSupported: -12,
  feeBumpInnerFailed: -13,
  badSponsorship: -14,
  badMinimumSequence: -15,
  malformed: -16,
  sorobanInvalid: -17,
  frozenKeyAccessed: -18,
} as const

export type TransactionCode = (typeof transactionCode)[keyof typeof transactionCode]

export const operationCode = {
  inner: 0,
  badAuth: -1,
  noAccount: -2,
  notSupported: -3,
  tooManySubEntries: -4,
  tooManySponsoring: -6,
} as const

/** Operation types as results name them. */
export const operationType = {
  createAccount: 0,
  payment: 1,
  manageSellOffer: 3,
  setOptions: 5,
  changeTrust: 6,
  accountMerge: 8,
  bumpSequence: 11,
  beginSponsoringFutureReserves: 16,
  endSponsoringFutureReserves: 17,
  invokeHostFunction: 24,
  extendFootprintTtl: 25,
  restoreFootprint: 26,
} as const

/** XDR of an OperationResult, and whether it is one of success. */
export interface OperationResult {
  succeeded: boolean
  bytes: Uint8Array
}

/** Bytes that the arm of success holds, of kinds of operations that have something to tell. */
const successLength: { [type in keyof typeof operationType]?: number } = {
  accountMerge: 8,
  // Nothing claimed, effect 0, and an offer.
  manageSellOffer: 8 + 76,
  invokeHostFunction: 32,
}

/** An operation that was carried out, or refused for a reason of its own kind. `payload` is what the code's arm holds; zeros of success when left out. */
export function operationResult(type: keyof typeof operationType, code: number, payload?: Uint8Array): OperationResult {
  const held = payload ?? new Uint8Array(code === 0 ? (successLength[type] ?? 0) : 0)
  return { succeeded: code === 0, bytes: concatenate(int32(operationCode.inner), int32(operationType[type]), int32(code), held) }
}

/** An operation that is refused without a word: nodes leave the result that it was made with (stellar-core: InvokeHostFunctionOpFrame). */
export function operationRefused(type: keyof typeof operationType): OperationResult {
  return { ...operationResult(type, 0), succeeded: false }
}

/** An operation that did not come so far. */
export function operationError(code: Exclude<(typeof operationCode)[keyof typeof operationCode], 0>): OperationResult {
  return { succeeded: false, bytes: int32(code) }
}

/** What became of a transaction, or would. */
export interface TransactionOutcome {
  /** Of the inner transaction when `outerCode` is null and it is a fee bump. */
  code: TransactionCode
  operations: readonly OperationResult[]
  /** Of a fee bump that was refused for its own sake. */
  outerCode: TransactionCode | null
}

export function succeeded({ code, outerCode }: TransactionOutcome): boolean {
  return outerCode === null && code === transactionCode.success
}

/** XDR of a TransactionResult. */
export function encodeResult(transaction: Transaction, outcome: TransactionOutcome, feeCharged: bigint): Uint8Array {
  const noExtension = int32(0)
  if (transaction.feeBump === null) return concatenate(int64(feeCharged), encodeCode(outcome), noExtension)
  if (outcome.outerCode !== null) return concatenate(int64(feeCharged), int32(outcome.outerCode), noExtension)
  const outer = succeeded(outcome) ? transactionCode.feeBumpInnerSuccess : transactionCode.feeBumpInnerFailed
  const inner = concatenate(transaction.inner.hash, int64(0n), encodeCode(outcome), noExtension)
  return concatenate(int64(feeCharged), int32(outer), inner, noExtension)
}

function encodeCode({ code, operations }: TransactionOutcome): Uint8Array {
  if (code !== transactionCode.success && code !== transactionCode.failed) return int32(code)
  return concatenate(int32(code), int32(operations.length), ...operations.map((operation) => operation.bytes))
}
