import type * as xdr from '@stellar/stellar-sdk/xdr'
import type { AccountId } from './keys.ts'
import type { operationCode, operationType } from './result.ts'
import type { Rules } from './rules.ts'
import type { Sponsorships } from './sponsorship.ts'
import type { Draft } from './state.ts'
import type { InnerTransaction } from './transaction.ts'

export type OperationName = keyof typeof operationType & xdr.OperationBody['type']
export type Body<T extends OperationName> = Extract<xdr.OperationBody, { type: T }>

/** Where an operation acts. */
export interface OperationContext {
  draft: Draft
  rules: Rules
  source: AccountId
  /** The source as it was written, and the memo of its transaction: for events. */
  sourceAddress: xdr.MuxedAccount
  memo: xdr.Memo
  sponsorships: Sponsorships
  /** The last number that an offer was given. */
  ids: { last: bigint }
  /** All offers that wait. */
  offers(): readonly xdr.OfferEntry[]
}

/** What came of an operation: a code of its own kind, with what the code's arm holds and events as XDR; or a code of all kinds. */
export type ClassicOutcome = { code: number; payload?: Uint8Array; events?: readonly Uint8Array[] } | { error: OperationError }
export type OperationError = Exclude<keyof typeof operationCode, 'inner'>

/** A kind of operation of the classic part of the ledger. Codes are those of its result type; 0 is success. */
export interface ClassicOperation<T extends OperationName> {
  level: 'low' | 'medium' | 'high' | ((body: Body<T>) => 'low' | 'medium' | 'high')
  /** Its form, which needs no ledger. */
  check(body: Body<T>, source: AccountId, rules: Rules): number | 'notSupported'
  apply(body: Body<T>, context: OperationContext): ClassicOutcome
}

/** A kind of operation that is a transaction of its own. Its apply has its own signature. */
export interface SorobanOperation<T extends OperationName> {
  level: 'low' | 'medium'
  /** Null: refused, and the result does not say so. */
  check(body: Body<T>, inner: InnerTransaction, rules: Rules): number | null
}
