import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, int64, sha256 } from '../bytes.ts'
import { loadAccount, noteSequenceUse, storeAccount } from './account.ts'
import { applySoroban, type SorobanRun } from './apply-soroban.ts'
import { encodeChanges, encodeTransactionMeta, type OperationMeta } from './meta.ts'
import { applyClassic, checkOperation, isKnown, untouchedResult } from './operation.ts'
import { removeSigner } from './operations/set-options.ts'
import { type OperationResult, operationCode, operationError, type TransactionOutcome, transactionCode } from './result.ts'
import type { Rules } from './rules.ts'
import { SignatureCheck, verificationBudget } from './signatures.ts'
import { readFootprint, resourceFees } from './soroban-validity.ts'
import { type Change, Draft, type State, type View } from './state.ts'
import { type InnerTransaction, isSoroban, resourceFeeOf, sourceOf, type Transaction } from './transaction.ts'
import { judgeInner, signatureProblem } from './validity.ts'

/** A transaction on its way through the closing of a ledger. */
export interface Progress {
  transaction: Transaction
  /** Place among all of the ledger, from 0. */
  index: number
  /** Stroops; refunds are taken off at the end. */
  feeCharged: bigint
  feeChanges: readonly Change[]
  changesBefore: readonly Change[]
  /** Refused before anything was carried out; null: its operations are to be carried out. */
  refused: TransactionOutcome | null
  outcome: TransactionOutcome
  operations: readonly OperationMeta[]
  soroban: SorobanRun | null
  refund: bigint
  refundChanges: readonly Change[]
  /** In plain words, why it failed. */
  reason: string
}

/** From this protocol on the budget of signatures holds for applied transactions, too. */
const budgetProtocol = 28

/** Takes the fee, as far as the account has it. */
export function chargeFee(transaction: Transaction, index: number, fee: bigint, state: State, rules: Rules): Progress {
  const draft = new Draft(state)
  const payer = loadAccount(draft, transaction.feeBump?.source ?? transaction.inner.source)
  const charged = payer === null ? 0n : fee < payer.balance ? fee : payer.balance
  if (payer !== null) {
    payer.balance -= charged
    storeAccount(draft, payer, rules.moment.ledger)
  }
  const untouched = { code: transactionCode.success, operations: [], outerCode: null }
  return {
    transaction,
    index,
    feeCharged: charged,
    feeChanges: draft.commit(),
    changesBefore: [],
    refused: null,
    outcome: untouched,
    operations: [],
    soroban: null,
    refund: 0n,
    refundChanges: [],
    reason: '',
  }
}

/** Checks a transaction again, uses up its sequence number and its one-time signers (stellar-core: commonPreApply). */
export function prepare(progress: Progress, state: State, rules: Rules): void {
  const { transaction } = progress
  const { inner, feeBump } = transaction
  const outer: Change[] = []
  if (feeBump !== null) {
    const draft = new Draft(state)
    const payer = loadAccount(draft, feeBump.source)
    // The account of a fee bump is touched, though nothing of it changes. Its signatures were checked when it was taken.
    if (payer !== null) storeAccount(draft, payer, rules.moment.ledger)
    removeOneTimeSigners(transaction.hash, [feeBump.source], draft, rules)
    outer.push(...draft.commit())
  }
  const draft = new Draft(state)
  const budget = rules.moment.protocol >= budgetProtocol ? verificationBudget : Number.POSITIVE_INFINITY
  const signatures = new SignatureCheck(inner.hash, inner.signatures, budget)
  const common = judgeInner(transaction, draft, rules, { signatures, applying: true, timeLeft: 0n })
  const sources = [...new Set([inner.source, ...inner.body.operations.map((operation) => sourceOf(operation, inner))])]
  const problems =
    common.reached === 'all' ? inner.body.operations.map((operation) => signatureProblem(operation, inner, draft, signatures)) : []
  if (common.reached !== 'nothing') useSequence(progress, draft, rules)
  removeOneTimeSigners(inner.hash, sources, draft, rules)
  progress.refused = refusal(common.code, problems, signatures.allUsed, progress) ?? refusalOfOperation(progress, draft, rules)
  progress.changesBefore = [...outer, ...draft.commit()]
}

function refusal(
  code: TransactionOutcome['code'],
  problems: readonly (OperationResult | null)[],
  allSignaturesUsed: boolean,
  { transaction }: Progress,
): TransactionOutcome | null {
  if (code !== transactionCode.success) return { code, operations: [], outerCode: null }
  if (problems.some((problem) => problem !== null)) {
    const operations = transaction.inner.body.operations.map((operation, place) => problems[place] ?? untouchedResult(operation))
    return { code: transactionCode.failed, operations, outerCode: null }
  }
  return allSignaturesUsed ? null : { code: transactionCode.badAuthExtra, operations: [], outerCode: null }
}

// The operation of a Soroban transaction is looked at again before any of them is carried out.
function refusalOfOperation({ transaction }: Progress, draft: Draft, rules: Rules): TransactionOutcome | null {
  const { inner } = transaction
  const [operation] = inner.body.operations
  if (operation === undefined || !isSoroban(transaction)) return null
  const result = judgeForApply(operation, inner, draft, rules)
  return result.succeeded ? null : { code: transactionCode.failed, operations: [result], outerCode: null }
}

function judgeForApply(operation: xdr.Operation, inner: InnerTransaction, view: View, rules: Rules): OperationResult {
  if (loadAccount(view, sourceOf(operation, inner)) === null) return operationError(operationCode.noAccount)
  return checkOperation(operation, inner, rules)
}

function useSequence({ transaction }: Progress, draft: Draft, rules: Rules): void {
  const account = loadAccount(draft, transaction.inner.source)
  if (account === null) return
  account.seqNum = transaction.inner.body.seqNum
  noteSequenceUse(account, rules.moment)
  storeAccount(draft, account, rules.moment.ledger)
}

function removeOneTimeSigners(hash: Uint8Array, accounts: readonly Transaction['inner']['source'][], draft: Draft, rules: Rules): void {
  for (const id of accounts) {
    const account = loadAccount(draft, id)
    const place = account?.signers.findIndex(({ key }) => key.type === 'signerKeyTypePreAuthTx' && equal(key.preAuthTx.value, hash)) ?? -1
    if (account === null || place < 0) continue
    removeSigner(account, place)
    storeAccount(draft, account, rules.moment.ledger)
  }
}

/** Carries out all operations of a classic transaction, or none. */
export function carryOutClassic(progress: Progress, state: State, rules: Rules): void {
  if (progress.refused !== null) {
    progress.outcome = progress.refused
    return
  }
  const { inner } = progress.transaction
  const whole = new Draft(state)
  const results: OperationResult[] = []
  const metas: OperationMeta[] = []
  for (const operation of inner.body.operations) {
    const source = sourceOf(operation, inner)
    const draft = new Draft(whole)
    const form = judgeForApply(operation, inner, draft, rules)
    const { body } = operation
    const result = form.succeeded && isKnown(body) ? applyClassic(body.type, body, { draft, rules, source }) : form
    results.push(result)
    if (result.succeeded) metas.push({ changes: encodeChanges(draft.commit()), events: [] })
  }
  const succeeded = results.every((result) => result.succeeded)
  if (succeeded) whole.commit()
  progress.operations = succeeded ? metas : []
  progress.outcome = { code: succeeded ? transactionCode.success : transactionCode.failed, operations: results, outerCode: null }
}

/** Carries out the one operation of a Soroban transaction. Its writes are the caller's to bring into force. */
export function carryOutSoroban(progress: Progress, state: State, archive: State, rules: Rules, setHash: Uint8Array): void {
  const { transaction } = progress
  const { inner } = transaction
  if (progress.refused !== null) {
    progress.outcome = progress.refused
  } else {
    const seed = sha256(setHash, int64(BigInt(progress.index)))
    const run = applySoroban(inner, { view: state, archive, rules, seed })
    progress.soroban = run
    progress.reason = run.reason
    const code = run.internalError ? 'internalError' : run.result.succeeded ? 'success' : 'failed'
    progress.outcome = { code: transactionCode[code], operations: [run.result], outerCode: null }
  }
  const fixed = resourceFees(inner, readFootprint(inner), rules, 0).fixed
  const spent = progress.soroban?.charges.refundable ?? 0n
  progress.refund = resourceFeeOf(inner) - fixed - spent
}

/** Gives back what was declared and not used; not when the account is gone or cannot take it. */
export function refund(progress: Progress, state: State, rules: Rules): void {
  if (progress.refund <= 0n || !isSoroban(progress.transaction)) return
  const draft = new Draft(state)
  const payer = loadAccount(draft, progress.transaction.feeBump?.source ?? progress.transaction.inner.source)
  if (payer === null || payer.balance + progress.refund > 2n ** 63n - 1n) return
  payer.balance += progress.refund
  storeAccount(draft, payer, rules.moment.ledger)
  progress.feeCharged -= progress.refund
  progress.refundChanges = draft.commit()
}

export function metaOf(progress: Progress): Uint8Array {
  const { soroban } = progress
  return encodeTransactionMeta({
    changesBefore: encodeChanges(progress.changesBefore),
    operations: progress.operations,
    soroban: soroban === null ? null : { charges: soroban.charges, value: soroban.value },
    diagnostics: soroban?.diagnostics ?? [],
  })
}
