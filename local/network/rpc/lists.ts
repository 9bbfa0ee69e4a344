import { base64, concatenate, hex, int32 } from '../bytes.ts'
import type { History } from '../history.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { place, range, readPage, readPlace } from './paging.ts'
import { refuseJsonFormat } from './parameters.ts'
import { describe } from './transactions.ts'

/** Sizes of pages (stellar-rpc: config/options.go). */
const limits = { usual: 50, most: 200 }

export function getTransactions(parameters: Parameters, history: History): object {
  refuseJsonFormat(parameters)
  const { startLedger, cursor, limit } = readPage(parameters, history, limits)
  const after = cursor === '' ? place(startLedger, 0, 0) : readPlace(cursor)
  const found = history.ledgers
    .flatMap(({ transactions }) => transactions)
    .filter((transaction) => place(transaction.ledger, transaction.order, 0) > after)
    .slice(0, limit)
  const last = found.at(-1)
  const { oldest, latest } = history
  return {
    transactions: found.map((transaction) => ({
      ...describe(transaction),
      ledger: transaction.ledger,
      createdAt: Number(transaction.closeTime),
    })),
    ...range(history),
    latestLedgerCloseTimestamp: Number(latest.closeTime),
    oldestLedgerCloseTimestamp: Number(oldest.closeTime),
    cursor: (last === undefined ? after : place(last.ledger, last.order, 0)).toString(),
  }
}

export function getLedgers(parameters: Parameters, history: History): object {
  refuseJsonFormat(parameters)
  const { startLedger, cursor, limit } = readPage(parameters, history, limits)
  if (cursor !== '' && !/^\d{1,10}$/.test(cursor)) throw invalidParameters(`invalid cursor: ${cursor}`)
  const first = cursor === '' ? startLedger : Number(cursor) + 1
  const found = history.ledgers.filter(({ sequence }) => sequence >= first).slice(0, limit)
  const { oldest, latest } = history
  return {
    ledgers: found.map(({ hash, sequence, closeTime, header, meta }) => ({
      hash: hex(hash),
      sequence,
      ledgerCloseTime: closeTime.toString(),
      headerXdr: base64(concatenate(hash, header, int32(0))),
      metadataXdr: base64(meta),
    })),
    ...range(history),
    latestLedgerCloseTime: Number(latest.closeTime),
    oldestLedgerCloseTime: Number(oldest.closeTime),
    cursor: (found.at(-1)?.sequence ?? first - 1).toString(),
  }
}
