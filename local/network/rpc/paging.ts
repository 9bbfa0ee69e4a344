import type { History } from '../history.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { record, text, whole } from './parameters.ts'

export interface Page {
  /** First ledger to look at; 0 with a cursor. */
  startLedger: number
  cursor: string
  limit: number
}

/** Reads `startLedger` and `pagination`, of which a cursor replaces the former. Throws RpcError. */
export function readPage(parameters: Parameters, history: History, limits: { usual: number; most: number }): Page {
  const pagination = record(parameters, 'pagination')
  const startLedger = whole(parameters, 'startLedger')
  const cursor = text(pagination, 'cursor')
  const limit = whole(pagination, 'limit')
  if (limit > limits.most) throw invalidParameters(`limit must not exceed ${limits.most}`)
  const { oldest, latest } = history
  if (cursor !== '' && startLedger !== 0) throw invalidParameters('startLedger and cursor cannot both be set')
  if (cursor === '' && (startLedger < oldest.sequence || startLedger > latest.sequence)) {
    throw invalidParameters(
      `start ledger must be between the oldest ledger: ${oldest.sequence} and the latest ledger: ${latest.sequence} for this rpc instance`,
    )
  }
  return { startLedger, cursor, limit: limit === 0 ? limits.usual : limit }
}

/**
 * Where something is in history, as one number that cursors are made of (SEP-35): 32 bits of ledger, 20 of transaction, 12 of
 * operation.
 */
export function place(ledger: number, transaction: number, operation: number): bigint {
  return (BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | BigInt(operation)
}

export function readPlace(cursor: string): bigint {
  if (!/^\d{1,19}$/.test(cursor)) throw invalidParameters(`strconv.ParseInt: parsing "${cursor}": invalid syntax`)
  return BigInt(cursor)
}

/** The range of what is kept, as these methods tell it. */
export function range({ oldest, latest }: History): { latestLedger: number; oldestLedger: number } {
  return { latestLedger: latest.sequence, oldestLedger: oldest.sequence }
}
