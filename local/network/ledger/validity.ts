import type * as xdr from '@stellar/stellar-sdk/xdr'
import { availableBalance, loadAccount } from './account.ts'
import { refusalOfFeeBump } from './fee-bump-validity.ts'
import { touchesFrozenKey } from './frozen-keys.ts'
import { checkOperation, neededWeight, untouchedResult } from './operation.ts'
import {
  extraSignersAreWellFormed,
  isBadSequence,
  isTooEarly,
  isTooEarlyFor,
  isTooLate,
  type Preconditions,
  preconditionsOf,
} from './preconditions.ts'
import { isOfProtocol } from './protocol-xdr.ts'
import {
  type OperationResult,
  operationCode,
  operationError,
  type TransactionCode,
  type TransactionOutcome,
  transactionCode,
} from './result.ts'
import type { Rules } from './rules.ts'
import { SignatureCheck, verificationBudget } from './signatures.ts'
import { sorobanIsValid } from './soroban-validity.ts'
import type { View } from './state.ts'
import {
  type InnerTransaction,
  inclusionFee,
  innerInclusionFee,
  isSorobanInner,
  isSorobanOperation,
  operationCount,
  resourceFeeOf,
  sourceOf,
  type Transaction,
} from './transaction.ts'

/**
 * Judges a transaction as a node does before it takes it into its queue, in the order of stellar-core's TransactionFrame::checkValid.
 * `timeLeft`: seconds that may pass until the transaction is in a ledger; its end must not lie within them.
 */
export function judge(transaction: Transaction, view: View, rules: Rules, timeLeft: bigint): { outcome: TransactionOutcome; fee: bigint } {
  const { feeBump, inner } = transaction
  if (!isOfProtocol(inner, rules.moment.protocol) || !declaresPossibleFees(transaction)) {
    return { outcome: refusal(transaction, 'malformed'), fee: 0n }
  }
  // Not what will be charged, but what nodes have always answered here.
  const fee = resourceFeeOf(inner) + BigInt(rules.baseFee) * BigInt(operationCount(transaction))
  const refused = feeBump === null ? null : refusalOfFeeBump(transaction, view, rules)
  if (refused !== null) return { outcome: refusal(transaction, refused.code), fee: refused.fee ?? fee }
  const signatures = new SignatureCheck(inner.hash, inner.signatures, verificationBudget)
  const common = judgeInner(transaction, view, rules, { signatures, applying: false, timeLeft })
  if (common.code !== transactionCode.success) return { outcome: without(common.code), fee }
  const operations: OperationResult[] = []
  for (const operation of inner.body.operations) {
    const result = signatureProblem(operation, inner, view, signatures) ?? checkOperation(operation, inner, rules)
    operations.push(result)
    if (!result.succeeded) {
      // A node stops at the first bad operation; those after it keep the result they were made with.
      const rest = inner.body.operations.slice(operations.length).map(untouchedResult)
      return { outcome: { code: transactionCode.failed, operations: [...operations, ...rest], outerCode: null }, fee }
    }
  }
  if (!signatures.allUsed) return { outcome: without(transactionCode.badAuthExtra), fee }
  return { outcome: { code: transactionCode.success, operations, outerCode: null }, fee }
}

/** The outcome of a transaction that is refused as a whole: of a fee bump it is the outer one that is. */
export function refusal({ feeBump }: Transaction, reason: keyof typeof transactionCode): TransactionOutcome {
  const code = transactionCode[reason]
  return feeBump === null ? without(code) : { code: transactionCode.success, operations: [], outerCode: code }
}

function without(code: TransactionCode): TransactionOutcome {
  return { code, operations: [], outerCode: null }
}

const largestResourceFee = 2n ** 50n

/** Whether the fees it declares can be reckoned with at all (stellar-core: XDRProvidesValidFee). */
export function declaresPossibleFees({ feeBump, inner }: Transaction): boolean {
  if (feeBump !== null && feeBump.fee < 0n) return false
  if (!isSorobanInner(inner)) return true
  const fee = inner.soroban?.resourceFee ?? -1n
  return fee >= 0n && fee <= largestResourceFee
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
  applying: boolean
  timeLeft: bigint
}

/** What is checked of the inner transaction both before it is taken and before it is applied (stellar-core: commonValid). */
export function judgeInner(transaction: Transaction, view: View, rules: Rules, circumstances: Circumstances): CommonJudgement {
  const { inner, hash, feeBump } = transaction
  const { signatures, applying, timeLeft } = circumstances
  const { moment, settings } = rules
  const wanted = preconditionsOf(inner)
  const failed = (code: keyof typeof transactionCode, reached: Reached) => ({ code: transactionCode[code], reached })
  const unfit = judgeForm(transaction, wanted, rules, timeLeft)
  if (unfit !== null) return failed(unfit, 'nothing')
  const account = loadAccount(view, inner.source)
  if (account === null) return failed('noAccount', 'nothing')
  if (touchesFrozenKey(inner, hash, settings)) return failed('frozenKeyAccessed', 'nothing')
  // Before it is applied, the header in force is that of the last ledger; all else is judged for the next one.
  const header = applying ? moment.ledger : moment.ledger - 1
  if (isBadSequence(inner, wanted, account.seqNum, header)) return failed('badSequence', 'nothing')
  if (isTooEarlyFor(account, wanted, { ...moment, timeLeft })) return failed('badMinimumSequence', 'sequence')
  const [, low] = account.thresholds
  if (!signatures.byAccount(account, low) || !signatures.byAll(wanted.extraSigners)) return failed('badAuth', 'sequence')
  // When it is applied, the fee was taken already.
  const toPay = applying ? 0n : BigInt(inner.body.fee)
  if (feeBump === null && availableBalance(account, moment.baseReserve) < toPay) return failed('insufficientBalance', 'signatures')
  return failed('success', 'all')
}

// stellar-core: commonValidPreSeqNum, as far as it needs no account. A fee bump pays instead of the transaction it holds.
function judgeForm(
  { inner, feeBump }: Transaction,
  wanted: Preconditions,
  rules: Rules,
  timeLeft: bigint,
): keyof typeof transactionCode | null {
  const { operations } = inner.body
  const paysFee = feeBump === null
  const moment = { ...rules.moment, timeLeft }
  if (!extraSignersAreWellFormed(wanted)) return 'malformed'
  if (operations.length === 0) return 'missingOperation'
  const isSoroban = operations.some(isSorobanOperation)
  if (isSoroban && operations.length > 1) return 'malformed'
  if (isSoroban && !sorobanIsValid(inner, rules, paysFee)) return 'sorobanInvalid'
  if (!isSoroban && inner.soroban !== null) return 'malformed'
  if (isTooEarly(wanted, moment)) return 'tooEarly'
  if (isTooLate(wanted, moment)) return 'tooLate'
  if (paysFee && innerInclusionFee(inner) < BigInt(rules.baseFee) * BigInt(operations.length)) return 'insufficientFee'
  return null
}

/** Whose signatures an operation lacks; null: none (stellar-core: OperationFrame::checkSignature). */
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
