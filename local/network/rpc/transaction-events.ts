import * as xdr from '@stellar/stellar-sdk/xdr'
import type { AppliedTransaction } from '../ledger/closed-ledger.ts'

const known = new WeakMap<AppliedTransaction, readonly Uint8Array[]>()
const none: readonly Uint8Array[] = []

/** XDR of the TransactionEvents of a transaction, which are those of its fee: as its meta tells them. */
export function encodedTransactionEvents(transaction: AppliedTransaction): readonly Uint8Array[] {
  const found = known.get(transaction)
  if (found !== undefined) return found
  const meta = xdr.TransactionMeta.fromXdr(transaction.meta)
  const events = meta.type === 'v4' && meta.v4.events.length > 0 ? meta.v4.events.map((event) => event.toXdr()) : none
  known.set(transaction, events)
  return events
}

/** When it happened, as the first field of the XDR says it (CAP-67). */
export const stage = { beforeAllTransactions: 0, afterTransaction: 1, afterAllTransactions: 2 } as const

/** The two parts of a TransactionEvent. */
export function readTransactionEvent(bytes: Uint8Array): { stage: number; event: Uint8Array } {
  return { stage: bytes[3] ?? 0, event: bytes.subarray(4) }
}
