import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal } from '../bytes.ts'
import { type Account, lastSequenceUse } from './account.ts'
import { startingSequence } from './sequence.ts'
import type { InnerTransaction } from './transaction.ts'

/** What a transaction asks of the moment in which it is applied, in one form for all versions of it. */
export interface Preconditions {
  timeBounds: xdr.TimeBounds | null
  ledgerBounds: xdr.LedgerBounds | null
  extraSigners: readonly xdr.SignerKey[]
  minSeqNum: bigint | null
  /** Seconds. */
  minSeqAge: bigint
  minSeqLedgerGap: number
}

/** A moment to judge in. `timeLeft`: seconds that may pass until the transaction is in a ledger. */
export interface Moment {
  ledger: number
  closeTime: bigint
  timeLeft: bigint
}

export function preconditionsOf({ body }: InnerTransaction): Preconditions {
  const none = { timeBounds: null, ledgerBounds: null, extraSigners: [], minSeqNum: null, minSeqAge: 0n, minSeqLedgerGap: 0 }
  switch (body.cond.type) {
    case 'precondNone':
      return none
    case 'precondTime':
      return { ...none, timeBounds: body.cond.timeBounds }
    case 'precondV2': {
      const { timeBounds, ledgerBounds, extraSigners, minSeqNum, minSeqAge, minSeqLedgerGap } = body.cond.v2
      return { timeBounds, ledgerBounds, extraSigners, minSeqNum, minSeqAge, minSeqLedgerGap }
    }
  }
}

/** Whether the extra signers differ and none of them signs nothing (stellar-core: commonValidPreSeqNum). */
export function extraSignersAreWellFormed({ extraSigners }: Preconditions): boolean {
  const [one, other] = extraSigners
  if (one !== undefined && other !== undefined && equal(one.toXDR(), other.toXDR())) return false
  return extraSigners.every((key) => key.type !== 'signerKeyTypeEd25519SignedPayload' || key.ed25519SignedPayload.payload.length > 0)
}

/** stellar-core: TransactionFrame::isTooEarly. */
export function isTooEarly({ timeBounds, ledgerBounds }: Preconditions, { ledger, closeTime }: Moment): boolean {
  return (timeBounds !== null && timeBounds.minTime > closeTime) || (ledgerBounds !== null && ledgerBounds.minLedger > ledger)
}

/** stellar-core: TransactionFrame::isTooLate. A bound of 0 is none. */
export function isTooLate({ timeBounds, ledgerBounds }: Preconditions, { ledger, closeTime, timeLeft }: Moment): boolean {
  return (
    (timeBounds !== null && timeBounds.maxTime !== 0n && timeBounds.maxTime < closeTime + timeLeft) ||
    (ledgerBounds !== null && ledgerBounds.maxLedger !== 0 && ledgerBounds.maxLedger <= ledger)
  )
}

/** stellar-core: TransactionFrame::isBadSeq. `header` is the ledger whose header is in force: before it is applied, the last one. */
export function isBadSequence(inner: InnerTransaction, { minSeqNum }: Preconditions, current: bigint, header: number): boolean {
  const wanted = inner.body.seqNum
  if (wanted === startingSequence(header)) return true
  return minSeqNum === null ? current + 1n !== wanted : current < minSeqNum || current >= wanted
}

/** stellar-core: TransactionFrame::isTooEarlyForAccount. */
export function isTooEarlyFor(account: Account, { minSeqAge, minSeqLedgerGap }: Preconditions, { ledger, closeTime }: Moment): boolean {
  const used = lastSequenceUse(account)
  return closeTime - minSeqAge < used.closeTime || ledger - minSeqLedgerGap < used.ledger
}
