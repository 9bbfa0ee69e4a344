import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex } from '../bytes.ts'
import { publicKeyOf } from '../keypair.ts'
import type { AccountId } from './keys.ts'
import type { Profile } from './settings.ts'

/** All coins there are, in stroops. They begin in the root account. */
export const totalCoins = 10n ** 18n

export function rootAccount(seed: Uint8Array): AccountId {
  return hex(publicKeyOf(seed)) as AccountId
}

/** Of ledger 1, in which nothing happened. */
export function genesisHeader({ protocol, baseFee, baseReserve, maxTransactionSetSize }: Profile, closeTime: bigint): xdr.LedgerHeader {
  const zeros = new Uint8Array(32)
  return new xdr.LedgerHeader({
    ledgerVersion: protocol,
    previousLedgerHash: zeros,
    scpValue: new xdr.StellarValue({ txSetHash: zeros, closeTime, upgrades: [], ext: xdr.StellarValueExt.stellarValueBasic() }),
    txSetResultHash: zeros,
    bucketListHash: zeros,
    ledgerSeq: 1,
    totalCoins,
    feePool: 0n,
    inflationSeq: 0,
    idPool: 0n,
    baseFee,
    baseReserve,
    maxTxSetSize: maxTransactionSetSize,
    skipList: [zeros, zeros, zeros, zeros],
    ext: xdr.LedgerHeaderExt.v0(),
  })
}
