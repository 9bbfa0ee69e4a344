import type * as xdr from '@stellar/stellar-sdk/xdr'
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

const codeOfFour = /^[a-zA-Z0-9]{1,4}\0*$/
const codeOfTwelve = /^[a-zA-Z0-9]{5,12}\0*$/

/** Letters and digits, then zeros only; the long form has five or more (stellar-core: isAssetValid). */
export function isAssetValid(asset: xdr.Asset): boolean {
  if (!isCredit(asset)) return true
  const code = Buffer.from(partsOf(asset).assetCode.value).toString('latin1')
  return (asset.type === 'assetTypeCreditAlphanum4' ? codeOfFour : codeOfTwelve).test(code)
}

function partsOf(asset: Credit): xdr.AlphaNum4 | xdr.AlphaNum12 {
  return asset.type === 'assetTypeCreditAlphanum4' ? asset.alphaNum4 : asset.alphaNum12
}
