import { xdr } from '@stellar/stellar-sdk'
import { missing, stranger } from './attempt.ts'

const contract = xdr.ScAddress.scAddressTypeContract(new xdr.ContractId(new Uint8Array(32).fill(7)))
const pool = new xdr.PoolId(new Uint8Array(32))
const usd = creditOf('USD\0')

/** Keys that no footprint may hold. */
export const unfitKeys: Readonly<Record<string, xdr.LedgerKey>> = {
  'a lifetime': xdr.LedgerKey.ttl(new xdr.LedgerKeyTtl({ keyHash: new Uint8Array(32) })),
  'a setting': xdr.LedgerKey.configSetting(
    new xdr.LedgerKeyConfigSetting({ configSettingId: xdr.ConfigSettingId.configSettingStateArchival }),
  ),
  'an offer': xdr.LedgerKey.offer(new xdr.LedgerKeyOffer({ sellerId: id(stranger), offerId: 1n })),
  'a data entry': xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId: id(stranger), dataName: 'name' })),
  'a liquidity pool': xdr.LedgerKey.liquidityPool(new xdr.LedgerKeyLiquidityPool({ liquidityPoolId: pool })),
  'a trust line for lumens': lineOf(id(missing), xdr.TrustLineAsset.assetTypeNative()),
  'a trust line of the issuer': lineOf(id(stranger), usd),
  'a trust line for a crooked code': lineOf(id(missing), creditOf('U\0D\0')),
}

/** One that a footprint may hold. */
export const trustLine = lineOf(id(missing), usd)

export function data(number: number, durability: 'persistent' | 'temporary' = 'persistent'): xdr.LedgerKey {
  return dataUnder(xdr.ScVal.scvU32(number), durability)
}

/** A key of so many bytes. */
export function dataOfSize(bytes: number): xdr.LedgerKey {
  const least = dataUnder(xdr.ScVal.scvBytes(new Uint8Array())).toXDR().length
  return dataUnder(xdr.ScVal.scvBytes(new Uint8Array(bytes - least)))
}

export function accountKeyOf(number: number): xdr.LedgerKey {
  const publicKey = Buffer.alloc(32)
  publicKey.writeUInt32BE(number)
  return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: xdr.PublicKey.publicKeyTypeEd25519(publicKey) }))
}

export function many(count: number, key: (number: number) => xdr.LedgerKey): xdr.LedgerKey[] {
  return Array.from({ length: count }, (_, number) => key(number))
}

function dataUnder(key: xdr.ScVal, durability: 'persistent' | 'temporary' = 'persistent'): xdr.LedgerKey {
  return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability: xdr.ContractDataDurability[durability] }))
}

function lineOf(accountId: xdr.PublicKey, asset: xdr.TrustLineAsset): xdr.LedgerKey {
  return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId, asset }))
}

function creditOf(code: string): xdr.TrustLineAsset {
  return xdr.TrustLineAsset.assetTypeCreditAlphanum4(new xdr.AlphaNum4({ assetCode: Buffer.from(code), issuer: id(stranger) }))
}

function id({ publicKey }: { publicKey: Uint8Array }): xdr.PublicKey {
  return xdr.PublicKey.publicKeyTypeEd25519(publicKey)
}
