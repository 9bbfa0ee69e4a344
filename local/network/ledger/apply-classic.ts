import * as xdr from '@stellar/stellar-sdk/xdr'
import { equal } from '../bytes.ts'
import { entryType, keyBytes, readKey } from './keys.ts'
import { encodeChanges, type OperationMeta } from './meta.ts'
import { type AppliedOperation, applyClassic, isKnown } from './operation.ts'
import type { OperationContext } from './operation-kind.ts'
import { judgeForApply } from './prepare.ts'
import type { Place, Progress } from './progress.ts'
import { type OperationResult, operationCode, operationError, transactionCode } from './result.ts'
import { Draft, type State } from './state.ts'
import { type InnerTransaction, sourceOf } from './transaction.ts'

/** Carries out all operations of a classic transaction, or none. */
export function carryOutClassic(progress: Progress, place: Place): void {
  if (progress.refused !== null) {
    progress.outcome = progress.refused
    return
  }
  const { inner } = progress.transaction
  const whole = new Draft(place.state)
  const scope = { sponsorships: new Map(), ids: { ...place.ids } }
  const results: OperationResult[] = []
  const metas: OperationMeta[] = []
  for (const operation of inner.body.operations) {
    const draft = new Draft(whole)
    const { result, events } = applyOperation(operation, inner, { ...scope, ...surroundings(operation, inner, draft, place) })
    results.push(result)
    if (isNotSupported(result)) progress.reason = `${operation.body.type} is not supported here, or not in this way`
    if (result.succeeded) metas.push({ changes: encodeChanges(draft.commit()), events })
  }
  const succeeded = results.every((result) => result.succeeded)
  if (succeeded && scope.sponsorships.size > 0) {
    progress.outcome = { code: transactionCode.badSponsorship, operations: [], outerCode: null }
    return
  }
  progress.outcome = { code: succeeded ? transactionCode.success : transactionCode.failed, operations: results, outerCode: null }
  if (!succeeded) return
  whole.commit()
  place.ids.last = scope.ids.last
  progress.operations = metas
}

function applyOperation(operation: xdr.Operation, inner: InnerTransaction, context: OperationContext): AppliedOperation {
  const form = judgeForApply(operation, inner, context.draft, context.rules)
  const { body } = operation
  return form.succeeded && isKnown(body) ? applyClassic(body.type, body, context) : { result: form, events: [] }
}

function isNotSupported({ bytes }: OperationResult): boolean {
  return equal(bytes, operationError(operationCode.notSupported).bytes)
}

function surroundings(operation: xdr.Operation, inner: InnerTransaction, draft: Draft, { state, rules }: Place) {
  return {
    draft,
    rules,
    source: sourceOf(operation, inner),
    sourceAddress: operation.sourceAccount ?? inner.body.sourceAccount,
    memo: inner.body.memo,
    offers: () => offersIn(state),
  }
}

function offersIn(state: State): xdr.OfferEntry[] {
  return [...state]
    .filter(([key]) => readKey(keyBytes(key)).type === entryType.offer)
    .map(([, bytes]) => {
      const { data } = xdr.LedgerEntry.fromXDR(bytes)
      if (data.type !== 'offer') throw new Error('the key of an offer leads to another entry')
      return data.offer
    })
}
