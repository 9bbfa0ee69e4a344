import type * as xdr from '@stellar/stellar-sdk/xdr'
import { base64, equal, hex } from '../bytes.ts'
import { keyOf } from '../ledger/key-of.ts'
import { keyText } from '../ledger/keys.ts'

/** Each level holds those before it: the results; then every entry, event and value; then all bytes of a transaction's meta. */
export const levels = ['result', 'state', 'meta'] as const
export type Level = (typeof levels)[number]

export interface Difference {
  level: Level
  what: string
  ledger: number
  index: number
  detail: string
}

type Processing = xdr.TransactionResultMetaV1

export function compareTransaction(
  ours: Processing,
  theirs: Processing,
  where: { ledger: number; index: number; reason: string },
): Difference[] {
  const { ledger, index, reason } = where
  const difference = (level: Level, what: string, detail: string): Difference => ({ level, what, ledger, index, detail })
  const found: Difference[] = []
  if (!equal(ours.result.toXDR(), theirs.result.toXDR())) {
    const text = (processing: Processing) => JSON.stringify(processing.result.result.toJson())
    found.push(difference('result', 'result', `${text(ours)} for ${text(theirs)} ${reason.split('\n')[0]}`))
  }
  for (const [what, own, other] of sections(ours, theirs)) {
    const detail = compareChanges(own, other)
    if (detail !== '') found.push(difference('state', what, detail))
  }
  if (!equal(eventsAndValue(ours), eventsAndValue(theirs))) found.push(difference('state', 'events or value', ''))
  if (!equal(ours.txApplyProcessing.toXDR(), theirs.txApplyProcessing.toXDR())) found.push(difference('meta', 'bytes', ''))
  return found
}

function sections(ours: Processing, theirs: Processing): [string, xdr.LedgerEntryChange[], xdr.LedgerEntryChange[]][] {
  const [own, other] = [metaOf(ours), metaOf(theirs)]
  const operations = other.operations.map((operation, index): [string, xdr.LedgerEntryChange[], xdr.LedgerEntryChange[]] => [
    'operation',
    own.operations[index]?.changes ?? [],
    operation.changes,
  ])
  return [
    ['fee', ours.feeProcessing, theirs.feeProcessing],
    ['before', own.txChangesBefore, other.txChangesBefore],
    ...operations,
    ['refund', ours.postTxApplyFeeProcessing, theirs.postTxApplyFeeProcessing],
  ]
}

function metaOf({ txApplyProcessing }: Processing): xdr.TransactionMetaV4 {
  if (txApplyProcessing.type !== 'v4') throw new Error(`a transaction's meta is of version ${txApplyProcessing.type}`)
  return txApplyProcessing.v4
}

function eventsAndValue(processing: Processing): Uint8Array {
  const { operations, sorobanMeta } = metaOf(processing)
  const events = sorobanMeta === null ? [] : operations.flatMap((operation) => operation.events.map((event) => event.toXDR()))
  return Buffer.concat([...events, sorobanMeta?.returnValue?.toXDR() ?? new Uint8Array()])
}

// What the entries are in the end; the order in which changes are told is a matter of bytes.
function compareChanges(ours: readonly xdr.LedgerEntryChange[], theirs: readonly xdr.LedgerEntryChange[]): string {
  const [own, other] = [outcomes(ours), outcomes(theirs)]
  const wrong = [...other].filter(([key, entry]) => own.get(key) !== entry).map(([key]) => describe(key, own.get(key), other.get(key)))
  const extra = [...own.keys()].filter((key) => !other.has(key)).map((key) => `extra ${key.slice(0, 12)}`)
  return [...wrong, ...extra].join('; ')
}

function describe(key: string, own: string | undefined, other: string | undefined): string {
  const short = (text: string | undefined) => (text === undefined ? 'nothing' : hex(Buffer.from(text, 'base64')).slice(0, 160))
  return `${key.slice(0, 12)}: ${short(own)} for ${short(other)}`
}

function outcomes(changes: readonly xdr.LedgerEntryChange[]): Map<string, string> {
  const entries = new Map<string, string>()
  for (const change of changes) {
    switch (change.type) {
      case 'ledgerEntryCreated':
        entries.set(keyText(keyOf(change.created)), base64(change.created.toXDR()))
        break
      case 'ledgerEntryUpdated':
        entries.set(keyText(keyOf(change.updated)), base64(change.updated.toXDR()))
        break
      case 'ledgerEntryRestored':
        entries.set(keyText(keyOf(change.restored)), base64(change.restored.toXDR()))
        break
      case 'ledgerEntryRemoved':
        entries.set(keyText(change.removed.toXDR()), 'removed')
        break
      case 'ledgerEntryState':
        break
    }
  }
  return entries
}
