import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal } from '../bytes.ts'
import { loadAccount, noteSequenceUse, storeAccount } from './account.ts'
import { checkOperation, untouchedResult } from './operation.ts'
import type { Progress } from './progress.ts'
import { type OperationResult, operationCode, operationError, type TransactionOutcome, transactionCode } from './result.ts'
import type { Rules } from './rules.ts'
import { SignatureCheck, verificationBudget } from './signatures.ts'
import { removeSigner } from './signer.ts'
import { type Change, Draft, type State, type View } from './state.ts'
import { type InnerTransaction, isSoroban, sourceOf, type Transaction } from './transaction.ts'
import { judgeInner, signatureProblem } from './validity.ts'

/** From this protocol on the budget of signatures holds for applied transactions, too. */
const budgetProtocol = 28

/** Checks a transaction again, uses up its sequence number and its one-time signers (stellar-core: commonPreApply). */
export function prepare(progress: Progress, state: State, rules: Rules): void {
  const { transaction } = progress
  const { inner, feeBump } = transaction
  const outer: (readonly Change[])[] = []
  if (feeBump !== null) {
    const draft = new Draft(state)
    const payer = loadAccount(draft, feeBump.source)
    // The account of a fee bump is touched, though nothing of it changes. Its signatures were checked when it was taken.
    if (payer !== null) storeAccount(draft, payer, rules.moment.ledger)
    removeOneTimeSigners(transaction.hash, [feeBump.source], draft, rules)
    outer.push(draft.commit())
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
  progress.changesBefore = [...outer, draft.commit()]
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

export function judgeForApply(operation: xdr.Operation, inner: InnerTransaction, view: View, rules: Rules): OperationResult {
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
    removeSigner(account, place, { draft, rules })
    storeAccount(draft, account, rules.moment.ledger)
  }
}
