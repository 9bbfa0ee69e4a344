import type * as xdr from '@stellar/stellar-sdk/xdr'
import { accountIdOf } from './account.ts'
import type { AccountId } from './keys.ts'

const codeOfFour = /^[a-zA-Z0-9]{1,4}\0*$/
const codeOfTwelve = /^[a-zA-Z0-9]{5,12}\0*$/

/** Whether the code of an asset is one: letters and digits, filled up with zeros (stellar-core: isAssetValid). */
export function isWellFormed(asset: xdr.Asset | xdr.TrustLineAsset): boolean {
  switch (asset.type) {
    case 'assetTypeCreditAlphanum4':
      return codeOfFour.test(Buffer.from(asset.alphaNum4.assetCode.value).toString('latin1'))
    case 'assetTypeCreditAlphanum12':
      return codeOfTwelve.test(Buffer.from(asset.alphaNum12.assetCode.value).toString('latin1'))
    case 'assetTypeNative':
    case 'assetTypePoolShare':
      return true
  }
}

/** Whether an account is the issuer of an asset, which needs no trust line for it. */
export function isIssuer(account: AccountId, asset: xdr.TrustLineAsset): boolean {
  switch (asset.type) {
    case 'assetTypeCreditAlphanum4':
      return accountIdOf(asset.alphaNum4.issuer) === account
    case 'assetTypeCreditAlphanum12':
      return accountIdOf(asset.alphaNum12.issuer) === account
    case 'assetTypeNative':
    case 'assetTypePoolShare':
      return false
  }
}
