import { xdr } from '@stellar/stellar-sdk'
import { int32 } from '../../../local/network/bytes.ts'
import { keyText } from '../../../local/network/ledger/keys.ts'
import type { KeyText } from '../../../local/network/ledger/state.ts'

type Fields = ConstructorParameters<typeof xdr.AccountEntry>[0]

export function account(publicKey: Uint8Array, balance: bigint): xdr.AccountEntry {
  return new xdr.AccountEntry({
    accountId: xdr.PublicKey.publicKeyTypeEd25519(publicKey),
    balance,
    seqNum: 1n,
    numSubEntries: 0,
    inflationDest: null,
    flags: 0,
    homeDomain: '',
    thresholds: new Uint8Array([1, 0, 0, 0]),
    signers: [],
    ext: xdr.AccountEntryExt.v0(),
  })
}

export function withFields(entry: xdr.AccountEntry, fields: Partial<Fields>): xdr.AccountEntry {
  return new xdr.AccountEntry({ ...entry, ...fields })
}

/** Puts one signer beside the master key, which keeps no weight of its own. */
export function signedBy(entry: xdr.AccountEntry, key: xdr.SignerKey): xdr.AccountEntry {
  return withFields(entry, {
    thresholds: new Uint8Array([0, 1, 1, 1]),
    signers: [new xdr.Signer({ key, weight: 1 })],
    numSubEntries: 1,
    ext: xdr.AccountEntryExt.v0(),
  })
}

/** The last use of its sequence number: zeros before the first. */
export function lastUse({ ext }: xdr.AccountEntry): { ledger: number; time: bigint } {
  const use = ext.type === 'v1' && ext.v1.ext.type === 'v2' ? ext.v1.ext.v2.ext : null
  return use?.type === 'v3' ? { ledger: use.v3.seqLedger, time: use.v3.seqTime } : { ledger: 0, time: 0n }
}

/** Stroops that it may not spend: for its entries and those it sponsors, and for what its offers sell. */
export function boundOf({ numSubEntries, ext }: xdr.AccountEntry, baseReserve: number): bigint {
  const extension = ext.type === 'v1' ? ext.v1 : null
  const sponsorship = extension?.ext.type === 'v2' ? extension.ext.v2 : { numSponsoring: 0, numSponsored: 0 }
  const entries = 2 + numSubEntries + sponsorship.numSponsoring - sponsorship.numSponsored
  return BigInt(entries) * BigInt(baseReserve) + (extension?.liabilities.selling ?? 0n)
}

export function withLiabilities(entry: xdr.AccountEntry, selling: bigint): xdr.AccountEntry {
  const liabilities = new xdr.Liabilities({ buying: 0n, selling })
  const extension = new xdr.AccountEntryExtensionV1({ liabilities, ext: xdr.AccountEntryExtensionV1Ext.v0() })
  return withFields(entry, { ext: xdr.AccountEntryExt.v1(extension) })
}

export function keyOfAccount({ accountId }: xdr.AccountEntry): KeyText {
  return keyText(Buffer.concat([int32(0), accountId.toXDR()]))
}

export function entryOf(entry: xdr.AccountEntry): Uint8Array {
  const data = xdr.LedgerEntryData.account(entry)
  return new xdr.LedgerEntry({ lastModifiedLedgerSeq: 1, data, ext: xdr.LedgerEntryExt.v0() }).toXDR()
}
