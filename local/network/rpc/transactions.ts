import { base64 } from '../bytes.ts'
import type { History } from '../history.ts'
import type { AppliedTransaction } from '../ledger/closed-ledger.ts'
import type { Transaction } from '../ledger/transaction.ts'
import type { Node } from '../node.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { fromBase64, refuseJsonFormat, text } from './parameters.ts'

export function sendTransaction(parameters: Parameters, node: Node): object {
  refuseJsonFormat(parameters)
  const transaction = readEnvelope(parameters, node)
  // As of before: on an instant network the next ledger is closed by the time of the answer.
  const { latest } = node.history
  const admission = node.submit(transaction)
  return {
    status: admission.status,
    hash: transaction.id,
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    ...(admission.status === 'ERROR' ? { errorResultXdr: base64(admission.result) } : {}),
  }
}

/** An answer of that kind without the transaction ever being looked at. */
export function tryAgainLater(parameters: Parameters, node: Node): object {
  const { latest } = node.history
  const { id } = readEnvelope(parameters, node)
  const time = latest.closeTime.toString()
  return { status: 'TRY_AGAIN_LATER', hash: id, latestLedger: latest.sequence, latestLedgerCloseTime: time }
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
  refuseJsonFormat(parameters)
  const hash = text(parameters, 'hash')
  if (hash.length !== 64) throw invalidParameters(`unexpected hash length (${hash.length})`)
  if (!/^[0-9a-f]+$/i.test(hash)) throw invalidParameters('incorrect hash: encoding/hex: invalid byte')
  const found = history.transaction(hash.toLowerCase())
  const { latest, oldest } = history
  const range = {
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  }
  if (found === null) return { status: 'NOT_FOUND', txHash: hash, ...range, ledger: 0, createdAt: '0', applicationOrder: 0, feeBump: false }
  return { ...describe(found), txHash: hash, ...range, ledger: found.ledger, createdAt: found.closeTime.toString() }
}

/** What both getTransaction and getTransactions tell. */
export function describe(transaction: AppliedTransaction): object {
  return {
    status: transaction.succeeded ? 'SUCCESS' : 'FAILED',
    txHash: transaction.id,
    applicationOrder: transaction.order,
    feeBump: transaction.feeBump,
    envelopeXdr: base64(transaction.envelope),
    resultXdr: base64(transaction.result),
    resultMetaXdr: base64(transaction.meta),
    ...(transaction.diagnostics.length === 0 ? {} : { diagnosticEventsXdr: transaction.diagnostics.map(base64) }),
    events: { transactionEventsXdr: [], contractEventsXdr: transaction.events.map((events) => events.map(base64)) },
  }
}
