import type * as xdr from '@stellar/stellar-sdk/xdr'
import { base64, equal } from '../bytes.ts'
import { compareChanges, sortedChanges } from './changes.ts'
import { compareDiagnostics } from './diagnostics.ts'
import type { Difference, Found, Level } from './difference.ts'

/**
 * Everything in which two close metas differ. The order of changes within one list is not compared: with stellar-core it is that of a
 * hash table with a random seed, which its own tests put in order before they compare (MetaUtils.cpp, normalizeMeta).
 */
export function compareLedgers(ours: xdr.LedgerCloseMetaV2, theirs: xdr.LedgerCloseMetaV2, reasons: readonly string[]): Difference[] {
  const ledger = theirs.ledgerHeader.header.ledgerSeq
  const found = theirs.txProcessing.flatMap((processing, index) => {
    const own = ours.txProcessing[index]
    if (own === undefined) throw new Error('a transaction is missing')
    return compareTransactions(own, processing, reasons[index] ?? '').map((difference) => ({ ...difference, ledger, index }))
  })
  return [...found, ...compareRest(ours, theirs).map((difference) => ({ ...difference, ledger, index: null }))]
}

function compareRest(ours: xdr.LedgerCloseMetaV2, theirs: xdr.LedgerCloseMetaV2): Found[] {
  const [own, header] = [ours.ledgerHeader.header, theirs.ledgerHeader.header]
  const upgrades = (meta: xdr.LedgerCloseMetaV2) =>
    meta.upgradesProcessing.map((one) => [one.upgrade.toXDR(), ...sortedChanges(one.changes)])
  return [
    ...unequal('result', 'hash of results', own.txSetResultHash.value, header.txSetResultHash.value),
    ...unequal('state', 'fee pool', own.feePool, header.feePool),
    ...unequal('meta', 'upgrades', upgrades(ours).flat(), upgrades(theirs).flat()),
    ...unequal('meta', 'size of the state', ours.totalByteSizeOfLiveSorobanState, theirs.totalByteSizeOfLiveSorobanState),
    ...unequal('meta', 'header', ours.ledgerHeader.toXDR(), theirs.ledgerHeader.toXDR()),
    ...unequal('meta', 'transaction set', ours.txSet.toXDR(), theirs.txSet.toXDR()),
    ...unequal('meta', 'evicted keys', encoded(ours.evictedKeys), encoded(theirs.evictedKeys)),
    ...unequal('meta', 'consensus', encoded(ours.scpInfo), encoded(theirs.scpInfo)),
    ...unequal('meta', 'extension', ours.ext.toXDR(), theirs.ext.toXDR()),
  ]
}

type Processing = xdr.TransactionResultMetaV1

function compareTransactions(ours: Processing, theirs: Processing, reason: string): Found[] {
  const found: Found[] = []
  if (!equal(ours.result.toXDR(), theirs.result.toXDR())) {
    const text = (processing: Processing) => JSON.stringify(processing.result.result.toJson())
    found.push({ level: 'result', what: 'result', detail: `${text(ours)} for ${text(theirs)} ${reason.split('\n')[0]}` })
  }
  const [own, other] = [metaOf(ours), metaOf(theirs)]
  const lists = listsOfChanges(ours, own, theirs, other)
  for (const [what, one, another] of lists) {
    const detail = compareChanges(one, another)
    if (detail !== '') found.push({ level: 'state', what: `${what}: entries`, detail })
    found.push(...unequal('meta', `${what}: changes`, sortedChanges(one), sortedChanges(another)))
  }
  return [
    ...found,
    ...unequal('meta', 'number of operations', own.operations.length, other.operations.length),
    ...unequal('state', 'events of contracts', contractEvents(own), contractEvents(other)),
    ...unequal('state', 'value', optional(own.sorobanMeta?.returnValue), optional(other.sorobanMeta?.returnValue)),
    ...unequal('meta', 'events of operations', operationEvents(own), operationEvents(other)),
    ...unequal('meta', 'events of fees', encoded(own.events), encoded(other.events)),
    ...unequal('meta', 'charges of Soroban', optional(own.sorobanMeta), optional(other.sorobanMeta)),
    ...compareDiagnostics(own.diagnosticEvents, other.diagnosticEvents),
  ]
}

type Changes = readonly xdr.LedgerEntryChange[]

function listsOfChanges(ours: Processing, own: xdr.TransactionMetaV4, theirs: Processing, other: xdr.TransactionMetaV4) {
  const operations = other.operations.map((operation, index): [string, Changes, Changes] => [
    'operation',
    own.operations[index]?.changes ?? [],
    operation.changes,
  ])
  const lists: [string, Changes, Changes][] = [
    ['fee', ours.feeProcessing, theirs.feeProcessing],
    ['before', own.txChangesBefore, other.txChangesBefore],
    ...operations,
    ['after', own.txChangesAfter, other.txChangesAfter],
    ['refund', ours.postTxApplyFeeProcessing, theirs.postTxApplyFeeProcessing],
  ]
  return lists
}

function metaOf({ txApplyProcessing }: Processing): xdr.TransactionMetaV4 {
  if (txApplyProcessing.type !== 'v4') throw new Error(`a transaction's meta is of version ${txApplyProcessing.type}`)
  return txApplyProcessing.v4
}

function contractEvents(meta: xdr.TransactionMetaV4): Uint8Array[] {
  return meta.sorobanMeta === null ? [] : operationEvents(meta)
}

function operationEvents({ operations }: xdr.TransactionMetaV4): Uint8Array[] {
  return operations.flatMap(({ events }) => encoded(events))
}

interface Encodable {
  toXDR(): Uint8Array
}

function encoded(values: readonly Encodable[]): Uint8Array[] {
  return values.map((value) => value.toXDR())
}

function optional(value: Encodable | null | undefined): Uint8Array[] {
  return value === null || value === undefined ? [] : [value.toXDR()]
}

type Comparable = bigint | number | Uint8Array | readonly Uint8Array[]

function unequal(level: Level, what: string, ours: Comparable, theirs: Comparable): Found[] {
  const [own, other] = [text(ours), text(theirs)]
  return own === other ? [] : [{ level, what, detail: `${own} for ${other}` }]
}

function text(value: Comparable): string {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  return value instanceof Uint8Array ? base64(value) : value.map(base64).join(' ')
}
