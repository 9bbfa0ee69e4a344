import * as xdr from '@stellar/stellar-sdk/xdr'
import { readUint32 } from '../bytes.ts'
import { configSettingKey, keyBytes } from './keys.ts'

/** XDR of the key that an entry lies under. */
export function keyOf({ data }: xdr.LedgerEntry): Uint8Array {
  switch (data.type) {
    case 'account':
      return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: data.account.accountId })).toXDR()
    case 'trustline':
      return xdr.LedgerKey.trustline(
        new xdr.LedgerKeyTrustLine({ accountId: data.trustLine.accountId, asset: data.trustLine.asset }),
      ).toXDR()
    case 'offer':
      return xdr.LedgerKey.offer(new xdr.LedgerKeyOffer({ sellerId: data.offer.sellerId, offerId: data.offer.offerId })).toXDR()
    case 'contractData':
      return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData(data.contractData)).toXDR()
    case 'contractCode':
      return xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: data.contractCode.hash })).toXDR()
    case 'ttl':
      return xdr.LedgerKey.ttl(new xdr.LedgerKeyTtl({ keyHash: data.ttl.keyHash })).toXDR()
    case 'configSetting':
      return keyBytes(configSettingKey(readUint32(data.configSetting.toXDR(), 0)))
    case 'data':
      return xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId: data.data.accountId, dataName: data.data.dataName })).toXDR()
    case 'claimableBalance':
      return xdr.LedgerKey.claimableBalance(new xdr.LedgerKeyClaimableBalance({ balanceId: data.claimableBalance.balanceId })).toXDR()
    case 'liquidityPool':
      return xdr.LedgerKey.liquidityPool(new xdr.LedgerKeyLiquidityPool({ liquidityPoolId: data.liquidityPool.liquidityPoolId })).toXDR()
  }
}
