import type * as xdr from '@stellar/stellar-sdk/xdr'
import type { Account } from './account.ts'
import type { AccountId } from './keys.ts'
import type { Body, ClassicOperation, OperationContext, OperationName, SorobanOperation } from './operation-kind.ts'
import { accountMerge } from './operations/account-merge.ts'
import { beginSponsoringFutureReserves } from './operations/begin-sponsoring.ts'
import { bumpSequence } from './operations/bump-sequence.ts'
import { changeTrust } from './operations/change-trust.ts'
import { createAccount } from './operations/create-account.ts'
import { endSponsoringFutureReserves } from './operations/end-sponsoring.ts'
import { extendFootprintTtl } from './operations/extend-footprint-ttl.ts'
import { invokeHostFunction } from './operations/invoke-host-function.ts'
import { manageSellOffer } from './operations/manage-sell-offer.ts'
import { payment } from './operations/payment.ts'
import { restoreFootprint } from './operations/restore-footprint.ts'
import { setOptions } from './operations/set-options.ts'
import { type OperationResult, operationCode, operationError, operationRefused, operationResult } from './result.ts'
import type { Rules } from './rules.ts'
import { type InnerTransaction, sourceOf } from './transaction.ts'

const classic: { [T in OperationName]?: ClassicOperation<T> } = {
  createAccount,
  payment,
  manageSellOffer,
  setOptions,
  changeTrust,
  accountMerge,
  bumpSequence,
  beginSponsoringFutureReserves,
  endSponsoringFutureReserves,
}
const soroban: { [T in OperationName]?: SorobanOperation<T> } = { invokeHostFunction, extendFootprintTtl, restoreFootprint }

/** What an operation's result is before anything looked at it: success, with zeros in its arm. */
export function untouchedResult({ body }: xdr.Operation): OperationResult {
  return isKnown(body) ? operationResult(body.type, 0) : operationError(operationCode.notSupported)
}

/** The form of an operation; a good one gives a result of success, which says nothing yet. */
export function checkOperation({ body, ...rest }: xdr.Operation, inner: InnerTransaction, rules: Rules): OperationResult {
  if (!isKnown(body)) return operationError(operationCode.notSupported)
  const source = sourceOf({ body, ...rest } as xdr.Operation, inner)
  const code = formCode(body.type, body, source, inner, rules)
  if (code === 'notSupported') return operationError(operationCode.notSupported)
  return code === null ? operationRefused(body.type) : operationResult(body.type, code)
}

function formCode<T extends OperationName>(type: T, body: Body<T>, source: AccountId, inner: InnerTransaction, rules: Rules) {
  const kind = classic[type]
  return kind === undefined ? (soroban[type]?.check(body, inner, rules) ?? null) : kind.check(body, source, rules)
}

/** The result of an operation that was carried out, and its events. */
export function applyClassic<T extends OperationName>(type: T, body: Body<T>, context: OperationContext): AppliedOperation {
  const outcome = classic[type]?.apply(body, context) ?? { error: 'notSupported' }
  if ('error' in outcome) return { result: operationError(operationCode[outcome.error]), events: [] }
  return { result: operationResult(type, outcome.code, outcome.payload), events: outcome.events ?? [] }
}

export interface AppliedOperation {
  result: OperationResult
  events: readonly Uint8Array[]
}

/** Weight that the signatures of an operation's source must reach together. */
export function neededWeight({ body }: xdr.Operation, account: Account): number {
  const [, low, medium, high] = account.thresholds
  return { low, medium, high }[isKnown(body) ? levelOf(body.type, body) : 'medium']
}

function levelOf<T extends OperationName>(type: T, body: Body<T>): 'low' | 'medium' | 'high' {
  const level = classic[type]?.level ?? soroban[type]?.level ?? 'medium'
  return typeof level === 'function' ? level(body) : level
}

export function isKnown(body: xdr.OperationBody): body is Body<OperationName> {
  return Object.hasOwn(classic, body.type) || Object.hasOwn(soroban, body.type)
}
