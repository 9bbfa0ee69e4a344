import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, int32 } from '../bytes.ts'
import { type Credit, issuerOf } from './asset.ts'
import { type AccountId, entryType, keyText } from './keys.ts'
import type { Draft, KeyText, View } from './state.ts'

/** A trust line's fields, open for change. */
export interface TrustLine {
  account: AccountId
  asset: Credit
  balance: bigint
  limit: bigint
  flags: number
  ext: xdr.TrustLineEntryExt
  entryExtension: xdr.LedgerEntryExt
}

export const trustLineFlag = { authorized: 1, maintainsLiabilities: 2, clawback: 4 } as const

export function trustLineKey(account: AccountId, asset: Credit): KeyText {
  return keyText(concatenate(int32(entryType.trustline), int32(0), Buffer.from(account, 'hex'), asset.toXDR()))
}

export function loadTrustLine(view: View, account: AccountId, asset: Credit): TrustLine | null {
  const bytes = view.get(trustLineKey(account, asset))
  if (bytes === null) return null
  const { data, ext: entryExtension } = xdr.LedgerEntry.fromXDR(bytes)
  if (data.type !== 'trustline') throw new Error(`the entry of a trust line is a ${data.type}`)
  const { balance, limit, flags, ext } = data.trustLine
  return { account, asset, balance, limit, flags, ext, entryExtension }
}

export function storeTrustLine(draft: Draft, { account, asset, entryExtension, ...fields }: TrustLine, ledger: number): void {
  const accountId = xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(account, 'hex'))
  const line = new xdr.TrustLineEntry({ ...fields, accountId, asset: xdr.TrustLineAsset.fromXDR(asset.toXDR()) })
  const entry = new xdr.LedgerEntry({ lastModifiedLedgerSeq: ledger, data: xdr.LedgerEntryData.trustline(line), ext: entryExtension })
  draft.set(trustLineKey(account, asset), entry.toXDR())
}

export interface Liabilities {
  buying: bigint
  selling: bigint
}

export function liabilitiesOf({ ext }: TrustLine): Liabilities {
  if (ext.type === 'v0') return { buying: 0n, selling: 0n }
  const { buying, selling } = ext.v1.liabilities
  return { buying, selling }
}

export function setLiabilities(line: TrustLine, liabilities: Liabilities): void {
  const ext = line.ext.type === 'v1' ? line.ext.v1.ext : xdr.TrustLineEntryV1Ext.v0()
  line.ext = xdr.TrustLineEntryExt.v1(new xdr.TrustLineEntryV1({ liabilities: new xdr.Liabilities(liabilities), ext }))
}

export function isAuthorized({ flags }: TrustLine): boolean {
  return (flags & trustLineFlag.authorized) !== 0
}

/** Stroops of the asset that may still come in, and that may go out. */
export function roomOf(line: TrustLine): bigint {
  return line.limit - line.balance - liabilitiesOf(line).buying
}

export function availableOf(line: TrustLine): bigint {
  return line.balance - liabilitiesOf(line).selling
}

/** Whether this account can hold any amount of the asset, since it makes it. */
export function isIssuer(account: AccountId, asset: Credit): boolean {
  return issuerOf(asset) === account
}
