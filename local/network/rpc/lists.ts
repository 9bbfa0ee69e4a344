import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, hex, int32 } from '../bytes.ts'
import type { History } from '../history.ts'
import type { AppliedTransaction, ClosedLedger } from '../ledger/closed-ledger.ts'
import { type Format, xdrFields } from './format.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { type Page, place, range, readNumber, readPage, within } from './paging.ts'
import { describe } from './transactions.ts'

/** Sizes of pages (stellar-rpc: config/options.go). */
const limits = { usual: 50, most: 200 }

export function getTransactions(parameters: Parameters, history: History): object {
  const page = readPage(parameters, history, limits)
  const { oldest, latest } = history
  const found = takeTransactions(page, history)
  return {
    transactions: found.map((transaction) => ({ ...describe(transaction, page.format), createdAt: Number(transaction.closeTime) })),
    ...range(history),
    latestLedgerCloseTimestamp: Number(latest.closeTime),
    oldestLedgerCloseTimestamp: Number(oldest.closeTime),
    cursor: (found.length === page.limit ? endOf(found.at(-1)) : place(latest.sequence, latest.transactions.length, 1)).toString(),
  }
}

function takeTransactions({ startLedger, cursor, limit }: Page, history: History): AppliedTransaction[] {
  const after = cursor === '' ? place(startLedger, 0, 0) : readNumber(cursor, { signed: true, bits: 64 })
  if (after < 0n) throw invalidParameters('cursor ledger sequence cannot be negative')
  const first = Number(after >> 32n)
  if (first < history.oldest.sequence) throw invalidParameters(`database does not contain metadata for ledger: ${first}`)
  const found: AppliedTransaction[] = []
  for (const { transactions } of history.from(first)) {
    for (const transaction of transactions) {
      // Cursors name an operation of the last transaction that was told.
      if (place(transaction.ledger, transaction.order, 0) >> 12n <= after >> 12n) continue
      found.push(transaction)
      if (found.length === limit) return found
    }
  }
  return found
}

function endOf(transaction: AppliedTransaction | undefined): bigint {
  return transaction === undefined ? 0n : place(transaction.ledger, transaction.order, 1)
}

/** Ledgers that were jumped over are missing in the list; their numbers are, too. */
export function getLedgers(parameters: Parameters, history: History): object {
  const { startLedger, cursor, limit, format } = readPage(parameters, history, limits)
  const first = cursor === '' ? startLedger : afterCursor(cursor, history)
  const found = [...history.from(first, limit)]
  const { oldest, latest } = history
  return {
    ledgers: found.map((ledger) => describeLedger(ledger, format)),
    ...range(history),
    latestLedgerCloseTime: Number(latest.closeTime),
    oldestLedgerCloseTime: Number(oldest.closeTime),
    cursor: (found.at(-1)?.sequence ?? first - 1).toString(),
  }
}

function afterCursor(cursor: string, history: History): number {
  const first = Number(readNumber(cursor, { signed: false, bits: 32 })) + 1
  if (first < history.oldest.sequence || first > history.latest.sequence) {
    throw invalidParameters(`cursor ('${cursor}') must be ${within(history)}`)
  }
  return first
}

function describeLedger({ hash, sequence, closeTime, header, meta }: ClosedLedger, format: Format): object {
  return {
    hash: hex(hash),
    sequence,
    ledgerCloseTime: closeTime.toString(),
    // Present in either form, though empty in the JSON one.
    headerXdr: '',
    metadataXdr: '',
    ...xdrFields(format, {
      header: [xdr.LedgerHeaderHistoryEntry, concatenate(hash, header, int32(0))],
      metadata: [xdr.LedgerCloseMeta, meta],
    }),
  }
}
