import type { History } from '../history.ts'
import { type Format, readFormat } from './format.ts'
import { errorCode, invalidParameters, invalidRequest, type Parameters, RpcError } from './json-rpc.ts'
import { record, text, whole } from './parameters.ts'

export interface Page {
  /** First ledger to look at; 0 with a cursor. */
  startLedger: number
  cursor: string
  limit: number
  format: Format
}

/** Reads `startLedger`, `pagination` and `xdrFormat`; a cursor replaces the first. Throws RpcError. */
export function readPage(parameters: Parameters, history: History, limits: { usual: number; most: number }): Page {
  const pagination = record(parameters, 'pagination')
  const startLedger = whole(parameters, 'startLedger')
  const cursor = text(pagination, 'cursor')
  const limit = whole(pagination, 'limit')
  const { oldest, latest } = history
  if (cursor !== '' && startLedger !== 0) throw invalidRequest('startLedger and cursor cannot both be set')
  if (cursor === '' && (startLedger < oldest.sequence || startLedger > latest.sequence)) {
    throw invalidRequest(`start ledger (${startLedger}) must be ${within(history)}`)
  }
  if (limit > limits.most) throw invalidRequest(`limit must not exceed ${limits.most}`)
  return { startLedger, cursor, limit: limit === 0 ? limits.usual : limit, format: readPageFormat(parameters) }
}

// A page that is refused is an invalid request, whatever the reason.
function readPageFormat(parameters: Parameters): Format {
  try {
    return readFormat(parameters)
  } catch (error) {
    if (error instanceof RpcError && error.code === errorCode.invalidParameters) throw invalidRequest(error.message, error.data)
    throw error
  }
}

export function within({ oldest, latest }: History): string {
  return `between the oldest ledger: ${oldest.sequence} and the latest ledger: ${latest.sequence} for this rpc instance`
}

/**
 * Where something is in history, as one number that cursors are made of (SEP-35): 32 bits of ledger, 20 of transaction, 12 of
 * operation.
 */
export function place(ledger: number, transaction: number, operation: number): bigint {
  return (BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | BigInt(operation)
}

export const largestTransaction = 2 ** 20 - 1
export const largestOperation = 2 ** 12 - 1

/** A number as Go's ParseInt and ParseUint read it, and with their words when they do not. Throws RpcError. */
export function readNumber(digits: string, { signed, bits }: { signed: boolean; bits: number }): bigint {
  const fail = (reason: string) =>
    invalidParameters(`strconv.${signed ? 'ParseInt' : 'ParseUint'}: parsing ${JSON.stringify(digits)}: ${reason}`)
  if (!(signed ? /^[+-]?\d+$/ : /^\d+$/).test(digits)) throw fail('invalid syntax')
  const value = BigInt(digits.replace('+', ''))
  const limit = 1n << BigInt(signed ? bits - 1 : bits)
  if (value >= limit || value < -limit) throw fail('value out of range')
  return value
}

/** The range of what is kept, as these methods tell it. */
export function range({ oldest, latest }: History): { latestLedger: number; oldestLedger: number } {
  return { latestLedger: latest.sequence, oldestLedger: oldest.sequence }
}
