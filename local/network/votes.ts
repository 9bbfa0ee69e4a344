import * as xdr from '@stellar/stellar-sdk/xdr'

/** Parameters of the network that its validators may vote for. */
export interface Vote {
  protocol?: number
  /** Stroops an operation. */
  baseFee?: number
  /** Stroops an entry. */
  baseReserve?: number
  /** Classic operations that a ledger takes. */
  maxTransactionSetSize?: number
}

/** In the order in which stellar-core carries them out. */
export function votesFor({ protocol, baseFee, maxTransactionSetSize, baseReserve }: Vote): xdr.LedgerUpgrade[] {
  return [
    protocol === undefined ? null : xdr.LedgerUpgrade.ledgerUpgradeVersion(protocol),
    baseFee === undefined ? null : xdr.LedgerUpgrade.ledgerUpgradeBaseFee(baseFee),
    maxTransactionSetSize === undefined ? null : xdr.LedgerUpgrade.ledgerUpgradeMaxTxSetSize(maxTransactionSetSize),
    baseReserve === undefined ? null : xdr.LedgerUpgrade.ledgerUpgradeBaseReserve(baseReserve),
  ].filter((upgrade) => upgrade !== null)
}
