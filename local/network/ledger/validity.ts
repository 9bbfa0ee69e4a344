import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal } from '../bytes.ts'
import { type Account, availableBalance, lastSequenceUse, loadAccount } from './account.ts'
import { checkOperation, neededWeight, untouchedResult } from './operation.ts'
import {
  type OperationResult,
  operationCode,
  operationError,
  type TransactionCode,
  type TransactionOutcome,
  transactionCode,
} from './result.ts'
import type { Rules } from './rules.ts'
import { startingSequence } from './sequence.ts'
import { SignatureCheck } from './signatures.ts'
import { sorobanIsValid } from './soroban-validity.ts'
import type { View } from './state.ts'
import {
  fullFee,
  type InnerTransaction,
  inclusionFee,
  innerInclusionFee,
  isSorobanOperation,
  operationCount,
  resourceFeeOf,
  sourceOf,
  type Transaction,
} from './transaction.ts'

/**
 * Judges a transaction as a node does before it takes it into its queue, in the order of stellar-core's TransactionFrame.
 * `timeLeft`: seconds that may pass until the transaction is in a ledger; its end must not lie within them.
 */
export function judge(transaction: Transaction, view: View, rules: Rules, timeLeft: bigint): { outcome: TransactionOutcome; fee: bigint } {
  const { feeBump, inner } = transaction
  // Not what will be charged, but what nodes have always answered here.
  const fee = resourceFeeOf(inner) + BigInt(rules.baseFee) * BigInt(operationCount(transaction))
  if (fullFee(transaction) < 0n || resourceFeeOf(inner) < 0n || inclusionFee(transaction) < 0n)
    return { outcome: code('malformed'), fee: 0n }
  if (feeBump !== null) {
    const refused = refusalOfFeeBump(transaction, view, rules)
    if (refused !== null)
      return { outcome: { code: transactionCode.success, operations: [], outerCode: refused.code }, fee: refused.fee ?? fee }
  }
  const signatures = new SignatureCheck(inner.hash, inner.signatures)
  const common = judgeInner(inner, view, rules, { signatures, paysFee: feeBump === null, applying: false, timeLeft })
  if (common.code !== transactionCode.success) return { outcome: { code: common.code, operations: [], outerCode: null }, fee }
  const operations: OperationResult[] = []
  for (const operation of inner.body.operations) {
    const result = judgeOperation(operation, inner, view, rules, signatures)
    operations.push(result)
    if (!result.succeeded) {
      // A node stops at the first bad operation; those after it keep the result they were made with.
      const rest = inner.body.operations.slice(operations.length).map(untouchedResult)
      return { outcome: { code: transactionCode.failed, operations: [...operations, ...rest], outerCode: null }, fee }
    }
  }
  return { outcome: code(signatures.allUsed ? 'success' : 'badAuthExtra'), fee }
}

/** Stroops charged when every bid above the base fee is charged the base fee only. */
export function feeFor(transaction: Transaction, baseFee: number): bigint {
  const base = BigInt(baseFee) * BigInt(operationCount(transaction))
  const bid = inclusionFee(transaction)
  return resourceFeeOf(transaction.inner) + (bid < base ? bid : base)
}

/** How far the checks came: from `sequence` on a transaction that is applied uses up its sequence number, though it fails. */
export type Reached = 'nothing' | 'sequence' | 'signatures' | 'all'

export interface CommonJudgement {
  code: TransactionCode
  reached: Reached
}

interface Circumstances {
  signatures: SignatureCheck
  /** False inside a fee bump, which pays. */
  paysFee: boolean
  applying: boolean
  timeLeft: bigint
}

/** What is checked both before a transaction is taken and before it is applied (stellar-core: commonValid). */
export function judgeInner(inner: InnerTransaction, view: View, rules: Rules, circumstances: Circumstances): CommonJudgement {
  const unfit = judgeForm(inner, rules, circumstances)
  if (unfit !== null) return { code: transactionCode[unfit], reached: 'nothing' }
  const account = loadAccount(view, inner.source)
  if (account === null) return { code: transactionCode.noAccount, reached: 'nothing' }
  if (isBadSequence(inner, account.seqNum, rules.moment.ledger)) return { code: transactionCode.badSequence, reached: 'nothing' }
  if (isTooEarlyFor(inner, account, rules)) return { code: transactionCode.badMinimumSequence, reached: 'sequence' }
  const [, low] = account.thresholds
  const { signatures, applying, paysFee } = circumstances
  if (!signatures.byAccount(account, low) || !signatures.byAll(conditions(inner).extraSigners)) {
    return { code: transactionCode.badAuth, reached: 'sequence' }
  }
  // When it is applied, the fee was taken already.
  const toPay = applying ? 0n : BigInt(inner.body.fee)
  if (paysFee && availableBalance(account, rules.moment.baseReserve) < toPay) {
    return { code: transactionCode.insufficientBalance, reached: 'signatures' }
  }
  return { code: transactionCode.success, reached: 'all' }
}

function judgeForm(inner: InnerTransaction, rules: Rules, { paysFee, timeLeft }: Circumstances): keyof typeof transactionCode | null {
  const { operations } = inner.body
  const { extraSigners, timeBounds, ledgerBounds } = conditions(inner)
  const [one, other] = extraSigners
  if (one !== undefined && other !== undefined && equal(one.toXDR(), other.toXDR())) return 'malformed'
  if (extraSigners.some((key) => key.type === 'signerKeyTypeEd25519SignedPayload' && key.ed25519SignedPayload.payload.length === 0)) {
    return 'malformed'
  }
  if (operations.length === 0) return 'missingOperation'
  const soroban = operations.filter(isSorobanOperation).length
  if (soroban > 0 && operations.length > 1) return 'malformed'
  if (soroban > 0 ? !sorobanIsValid(inner, rules, paysFee) : inner.soroban !== null) {
    return soroban > 0 && inner.soroban !== null ? 'sorobanInvalid' : 'malformed'
  }
  const { ledger, closeTime } = rules.moment
  if (timeBounds !== null && timeBounds.minTime > closeTime) return 'tooEarly'
  if (ledgerBounds !== null && ledgerBounds.minLedger > ledger) return 'tooEarly'
  if (timeBounds !== null && timeBounds.maxTime !== 0n && timeBounds.maxTime < closeTime + timeLeft) return 'tooLate'
  if (ledgerBounds !== null && ledgerBounds.maxLedger !== 0 && ledgerBounds.maxLedger <= ledger) return 'tooLate'
  if (paysFee && innerInclusionFee(inner) < BigInt(rules.baseFee) * BigInt(operations.length)) return 'insufficientFee'
  return null
}

function conditions(inner: InnerTransaction): {
  timeBounds: xdr.TimeBounds | null
  ledgerBounds: xdr.LedgerBounds | null
  extraSigners: readonly xdr.SignerKey[]
  minSeqNum: bigint | null
  minSeqAge: bigint
  minSeqLedgerGap: number
} {
  const none = { timeBounds: null, ledgerBounds: null, extraSigners: [], minSeqNum: null, minSeqAge: 0n, minSeqLedgerGap: 0 }
  const { cond } = inner.body
  switch (cond.type) {
    case 'precondNone':
      return none
    case 'precondTime':
      return { ...none, timeBounds: cond.timeBounds }
    case 'precondV2': {
      const { timeBounds, ledgerBounds, extraSigners, minSeqNum, minSeqAge, minSeqLedgerGap } = cond.v2
      return { timeBounds, ledgerBounds, extraSigners, minSeqNum, minSeqAge, minSeqLedgerGap }
    }
  }
}

function isBadSequence(inner: InnerTransaction, current: bigint, ledger: number): boolean {
  const wanted = inner.body.seqNum
  if (wanted === startingSequence(ledger)) return true
  const { minSeqNum } = conditions(inner)
  if (minSeqNum !== null) return current < minSeqNum || current >= wanted
  return current + 1n !== wanted
}

function isTooEarlyFor(inner: InnerTransaction, account: Account, { moment }: Rules): boolean {
  const used = lastSequenceUse(account)
  const { minSeqAge, minSeqLedgerGap } = conditions(inner)
  return moment.closeTime - minSeqAge < used.closeTime || moment.ledger - minSeqLedgerGap < used.ledger
}

/** Why a fee bump is refused for its own sake, with the fee that would do if that is the reason; null: it is not. */
function refusalOfFeeBump(transaction: Transaction, view: View, rules: Rules): { code: TransactionCode; fee: bigint | null } | null {
  const { feeBump, inner } = transaction
  if (feeBump === null) throw new Error('not a fee bump')
  const refuse = (reason: keyof typeof transactionCode, fee: bigint | null = null) => ({ code: transactionCode[reason], fee })
  const offered = inclusionFee(transaction)
  const least = BigInt(rules.baseFee) * BigInt(operationCount(transaction))
  if (offered < least) return refuse('insufficientFee')
  const innerOffered = innerInclusionFee(inner)
  const innerLeast = BigInt(rules.baseFee) * BigInt(inner.body.operations.length)
  if (innerOffered >= 0n && innerLeast > 0n && offered * innerLeast < innerOffered * least) {
    return refuse('insufficientFee', (innerOffered * least + innerLeast - 1n) / innerLeast)
  }
  const account = loadAccount(view, feeBump.source)
  if (account === null) return refuse('noAccount')
  const signatures = new SignatureCheck(transaction.hash, feeBump.signatures)
  const [, low] = account.thresholds
  if (!signatures.byAccount(account, low)) return refuse('badAuth')
  if (availableBalance(account, rules.moment.baseReserve) < feeBump.fee) return refuse('insufficientBalance')
  return signatures.allUsed ? null : refuse('badAuthExtra')
}

/** Signatures and form of one operation. */
export function judgeOperation(
  operation: xdr.Operation,
  inner: InnerTransaction,
  view: View,
  rules: Rules,
  signatures: SignatureCheck,
): OperationResult {
  return signatureProblem(operation, inner, view, signatures) ?? checkOperation(operation, inner, rules)
}

export function signatureProblem(
  operation: xdr.Operation,
  inner: InnerTransaction,
  view: View,
  signatures: SignatureCheck,
): OperationResult | null {
  const source = sourceOf(operation, inner)
  const account = loadAccount(view, source)
  if (account !== null)
    return signatures.byAccount(account, neededWeight(operation, account)) ? null : operationError(operationCode.badAuth)
  if (operation.sourceAccount === null) return operationError(operationCode.noAccount)
  return signatures.byMissingAccount(source) ? null : operationError(operationCode.badAuth)
}

function code(name: keyof typeof transactionCode): TransactionOutcome {
  return { code: transactionCode[name], operations: [], outerCode: null }
}
