import type * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, int32, sha256 } from '../bytes.ts'
import { accountIdOf } from './account.ts'
import type { AccountId } from './keys.ts'

/** An asset that somebody issued: all but the native one. */
export type Credit = xdr.AssetCreditAlphanum4 | xdr.AssetCreditAlphanum12

export function isCredit(asset: { type: string }): asset is Credit {
  return asset.type === 'assetTypeCreditAlphanum4' || asset.type === 'assetTypeCreditAlphanum12'
}

export function issuerOf(asset: Credit): AccountId {
  return accountIdOf(partsOf(asset).issuer)
}

/** Its code without the zeros that fill it up. */
export function codeOf(asset: Credit): string {
  return Buffer.from(partsOf(asset).assetCode.value).toString('latin1').replace(/\0+$/, '')
}

/** Letters and digits, then zeros only; the long form has five or more (stellar-core: isAssetValid). */
export function isAssetValid(asset: xdr.Asset): boolean {
  if (!isCredit(asset)) return true
  const least = asset.type === 'assetTypeCreditAlphanum12' ? 5 : 1
  const code = codeOf(asset)
  return code.length >= least && /^[a-zA-Z0-9]+$/.test(code)
}

const contractIdPreimage = int32(8)
const fromAsset = int32(1)

/** The 32 bytes of the id of the contract that represents an asset. */
export function assetContractId(networkId: Uint8Array, asset: xdr.Asset): Uint8Array {
  return sha256(concatenate(contractIdPreimage, networkId, fromAsset, asset.toXDR()))
}

function partsOf(asset: Credit): xdr.AlphaNum4 | xdr.AlphaNum12 {
  return asset.type === 'assetTypeCreditAlphanum4' ? asset.alphaNum4 : asset.alphaNum12
}
