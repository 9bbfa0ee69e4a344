import * as xdr from '@stellar/stellar-sdk/xdr'

/** XDR of the key that an entry lies under. Throws for kinds of entries that this ledger never holds. */
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
    case 'data':
    case 'claimableBalance':
    case 'liquidityPool':
      throw new Error(`an entry of type ${data.type} has no place here`)
  }
}
