import { canReceive, loadAccount, storeAccount } from './account.ts'
import { feeEvent } from './events.ts'
import type { Progress } from './progress.ts'
import { transactionCode } from './result.ts'
import type { Rules } from './rules.ts'
import { Draft, type State } from './state.ts'
import { feeSource, isSoroban, type Transaction } from './transaction.ts'
import { feeFor } from './validity.ts'

/** Takes the fee, as far as the account has it. */
export function chargeFee(transaction: Transaction, index: number, state: State, rules: Rules): Progress {
  const draft = new Draft(state)
  const payer = loadAccount(draft, feeSource(transaction))
  const fee = feeFor(transaction, rules.baseFee)
  const balance = payer?.balance ?? 0n
  const charged = balance < fee ? balance : fee
  if (payer !== null) {
    payer.balance -= charged
    storeAccount(draft, payer, rules.moment.ledger)
  }
  return {
    transaction,
    index,
    feeCharged: charged,
    feeChanges: draft.commit(),
    changesBefore: [],
    refused: null,
    outcome: { code: transactionCode.success, operations: [], outerCode: null },
    operations: [],
    soroban: null,
    refund: 0n,
    refundChanges: [],
    feeEvents: charged === 0n ? [] : [feeEvent(feeSource(transaction), charged, 'beforeAll', rules.moment.networkId)],
    reason: '',
  }
}

/** Gives back what was declared and not used; not when the account is gone or cannot take it (stellar-core: refundSorobanFee). */
export function giveRefund(progress: Progress, state: State, rules: Rules): void {
  const { transaction, refund } = progress
  if (refund <= 0n || !isSoroban(transaction)) return
  const draft = new Draft(state)
  const payer = loadAccount(draft, feeSource(transaction))
  if (payer === null || !canReceive(payer, refund)) return
  payer.balance += refund
  storeAccount(draft, payer, rules.moment.ledger)
  progress.feeCharged -= refund
  progress.refundChanges = draft.commit()
  progress.feeEvents = [...progress.feeEvents, feeEvent(feeSource(transaction), -refund, 'afterAll', rules.moment.networkId)]
}
