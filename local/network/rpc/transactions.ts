import * as xdr from '@stellar/stellar-sdk/xdr'
import type { History } from '../history.ts'
import type { AppliedTransaction } from '../ledger/closed-ledger.ts'
import type { Transaction } from '../ledger/transaction.ts'
import type { Node } from '../node.ts'
import { type Format, readFormat, xdrFields } from './format.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { fromBase64, text } from './parameters.ts'

export function sendTransaction(parameters: Parameters, node: Node): object {
  const format = readFormat(parameters)
  const transaction = readEnvelope(parameters, node)
  // As of before: on an instant network the next ledger is closed by the time of the answer.
  const { latest } = node.history
  const admission = node.submit(transaction)
  return {
    status: admission.status,
    hash: transaction.id,
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    ...(admission.status === 'ERROR' ? xdrFields(format, { errorResult: [xdr.TransactionResult, admission.result] }) : {}),
  }
}

function readEnvelope(parameters: Parameters, node: Node): Transaction {
  const bytes = fromBase64(text(parameters, 'transaction'))
  try {
    if (bytes !== null) return node.read(bytes)
  } catch {
    // Told below, as for text that is no base64.
  }
  throw invalidParameters('invalid_xdr')
}

export function getTransaction(parameters: Parameters, history: History): object {
  const format = readFormat(parameters)
  const hash = readHash(text(parameters, 'hash'))
  const found = history.transaction(hash.toLowerCase())
  const { latest, oldest } = history
  const range = {
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  }
  if (found === null) return { ...range, ...missing, txHash: hash }
  return { ...range, ...describe(found, format), txHash: hash, createdAt: found.closeTime.toString() }
}

// A transaction that is not found has the same fields, and nothing in them.
const missing = { status: 'NOT_FOUND', applicationOrder: 0, feeBump: false, events: {}, ledger: 0, createdAt: '0' } as const

// With the words of Go's package hex.
function readHash(hash: string): string {
  if (Buffer.byteLength(hash) >> 1 !== 32) throw invalidParameters(`unexpected hash length (${Buffer.byteLength(hash)})`)
  const [wrong] = hash.match(/[^0-9a-fA-F]/u) ?? []
  if (wrong !== undefined) {
    const byte = Buffer.from(wrong)[0] ?? 0
    const code = byte.toString(16).toUpperCase().padStart(4, '0')
    throw invalidParameters(`incorrect hash: encoding/hex: invalid byte: U+${code} '${String.fromCharCode(byte)}'`)
  }
  if (hash.length % 2 === 1) throw invalidParameters('incorrect hash: encoding/hex: odd length hex string')
  return hash
}

/** What both getTransaction and getTransactions tell. */
export function describe(transaction: AppliedTransaction, format: Format): object {
  return {
    status: transaction.succeeded ? 'SUCCESS' : 'FAILED',
    txHash: transaction.id,
    applicationOrder: transaction.order,
    feeBump: transaction.feeBump,
    ...xdrFields(format, {
      envelope: [xdr.TransactionEnvelope, transaction.envelope],
      result: [xdr.TransactionResult, transaction.result],
      resultMeta: [xdr.TransactionMeta, transaction.meta],
      diagnosticEvents: [xdr.DiagnosticEvent, transaction.diagnostics],
    }),
    events: xdrFields(format, {
      transactionEvents: [xdr.TransactionEvent, transaction.feeEvents],
      contractEvents: [xdr.ContractEvent, transaction.events],
    }),
    ledger: transaction.ledger,
  }
}
