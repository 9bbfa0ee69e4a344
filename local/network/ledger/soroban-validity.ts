import type * as xdr from '@stellar/stellar-sdk/xdr'
import { resourceFee } from '../host/apply.ts'
import { accountIdOf } from './account.ts'
import { isAssetValid, isCredit, issuerOf } from './asset.ts'
import { entryType, type Key, readKey } from './keys.ts'
import type { Rules } from './rules.ts'
import type { InnerTransaction } from './transaction.ts'

/** Whether a Soroban transaction is in order and pays for what it declares (stellar-core: commonValidPreSeqNum, its Soroban part). */
export function sorobanIsValid(inner: InnerTransaction, rules: Rules, paysFee: boolean): boolean {
  const { soroban } = inner
  if (soroban === null || !memoIsAllowed(inner) || !declaredResourcesAreValid(inner, rules)) return false
  const footprint = readFootprint(inner)
  if (paysFee && soroban.resourceFee > BigInt(inner.body.fee)) return false
  const { fixed, refundable } = resourceFees(inner, footprint, rules, 0)
  if (soroban.resourceFee < fixed + refundable) return false
  const all = [...footprint.readOnly, ...footprint.readWrite].map((key) => key.text)
  return new Set(all).size === all.length
}

/** Whether what it declares is within the network's limits (stellar-core: checkSorobanResources). */
export function declaredResourcesAreValid(inner: InnerTransaction, rules: Rules): boolean {
  const footprint = readFootprint(inner)
  return resourcesAreWithinLimits(inner, footprint, rules) && trustLinesAreValid(inner) && archivedPlacesAreValid(inner, footprint)
}

export interface Footprint {
  readOnly: readonly Key[]
  readWrite: readonly Key[]
}

export function readFootprint(inner: InnerTransaction): Footprint {
  const { readOnly = [], readWrite = [] } = inner.soroban?.resources.footprint ?? {}
  return { readOnly: readOnly.map((key) => readKey(key.toXDR())), readWrite: readWrite.map((key) => readKey(key.toXDR())) }
}

/** Places in the read-write footprint that the transaction says are archived. */
export function archivedPlaces(inner: InnerTransaction): readonly number[] {
  return inner.soroban?.ext.type === 'resourceExt' ? inner.soroban.ext.resourceExt.archivedSorobanEntries : []
}

/** Stroops for the declared resources; `fixed` is never given back. */
export function resourceFees(
  inner: InnerTransaction,
  footprint: Footprint,
  { host }: Rules,
  eventBytes: number,
): { fixed: bigint; refundable: bigint } {
  const { soroban } = inner
  if (soroban === null) return { fixed: 0n, refundable: 0n }
  const { instructions, diskReadBytes, writeBytes } = soroban.resources
  return resourceFee(host, {
    instructions,
    diskReads: diskReads(inner, footprint),
    writtenEntries: footprint.readWrite.length,
    bytesRead: diskReadBytes,
    bytesWritten: writeBytes,
    eventBytes,
    transactionBytes: inner.size,
  })
}

/** Entries read from disk: Soroban ones live in memory, but for those that come out of the archive (stellar-core: getNumDiskReadEntries). */
export function diskReads(inner: InnerTransaction, { readOnly, readWrite }: Footprint): number {
  if (inner.body.operations[0]?.body.type === 'restoreFootprint') return readWrite.length
  return [...readOnly, ...readWrite].filter((key) => !key.soroban).length + archivedPlaces(inner).length
}

function memoIsAllowed({ body }: InnerTransaction): boolean {
  const [operation] = body.operations
  if (operation?.body.type !== 'invokeHostFunction') return true
  const muxed = [body.sourceAccount, operation.sourceAccount].some((account) => account?.type === 'keyTypeMuxedEd25519')
  return body.memo.type === 'memoNone' && !muxed
}

function resourcesAreWithinLimits(inner: InnerTransaction, footprint: Footprint, { settings }: Rules): boolean {
  const resources = inner.soroban?.resources
  if (resources === undefined) return false
  const { compute, ledgerCost, bandwidth } = settings
  const keys = [...footprint.readOnly, ...footprint.readWrite]
  return (
    BigInt(resources.instructions) <= compute.txMaxInstructions &&
    resources.diskReadBytes <= ledgerCost.txMaxDiskReadBytes &&
    resources.writeBytes <= ledgerCost.txMaxWriteBytes &&
    keys.length <= settings.maxFootprint &&
    diskReads(inner, footprint) <= ledgerCost.txMaxDiskReadEntries &&
    footprint.readWrite.length <= ledgerCost.txMaxWriteLedgerEntries &&
    keys.every((key) => footprintTypes.includes(key.type) && key.bytes.length <= settings.maxKeySize) &&
    inner.size <= bandwidth.txMaxSizeBytes
  )
}

const footprintTypes: readonly number[] = [entryType.account, entryType.trustline, entryType.contractData, entryType.contractCode]

function trustLinesAreValid({ soroban }: InnerTransaction): boolean {
  const { readOnly = [], readWrite = [] } = soroban?.resources.footprint ?? {}
  return [...readOnly, ...readWrite].every((key) => key.type !== 'trustline' || isTrustLine(key.trustLine))
}

// Nobody trusts himself, or in lumens.
function isTrustLine({ accountId, asset }: xdr.LedgerKeyTrustLine): boolean {
  if (!isCredit(asset)) return asset.type === 'assetTypePoolShare'
  return isAssetValid(asset) && issuerOf(asset) !== accountIdOf(accountId)
}

function archivedPlacesAreValid(inner: InnerTransaction, { readWrite }: Footprint): boolean {
  const places = archivedPlaces(inner)
  return places.every((place, index) => {
    const before = places[index - 1] ?? -1
    return place > before && readWrite[place]?.persistent === true
  })
}
