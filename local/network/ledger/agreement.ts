import * as xdr from '@stellar/stellar-sdk/xdr'
import { sha256 } from '../bytes.ts'
import type { Transaction } from './transaction.ts'
import { encodeTransactionSet, type TransactionSet, transactionSet } from './transaction-set.ts'

/** What a ledger is closed with. */
export interface Agreement {
  set: TransactionSet
  /** XDR of the GeneralizedTransactionSet. */
  encodedSet: Uint8Array
  agreed: xdr.StellarValue
  /** XDR of the keys of entries, and of their lifetimes, that are swept away. */
  evicted: readonly Uint8Array[]
  /** Parts of the header that hash all entries as buckets have them; where they are null they are made here. */
  buckets: { hash: Uint8Array; skipList: readonly Uint8Array[] } | null
}

/** What a ledger brings besides transactions. */
export interface Besides {
  votes?: readonly xdr.LedgerUpgrade[]
  evicted?: Agreement['evicted']
}

/** What one validator agrees on with itself: these transactions in one set. */
export function agreeOn(
  transactions: readonly Transaction[],
  closeTime: bigint,
  last: { hash: Uint8Array; baseFee: number },
  { votes = [], evicted = [] }: Besides,
): Agreement {
  const set = transactionSet(transactions, last.hash)
  const encodedSet = encodeTransactionSet(set, last.hash, last.baseFee)
  const upgrades = votes.map((vote) => new xdr.UpgradeType(vote.toXDR()))
  const ext = xdr.StellarValueExt.stellarValueBasic()
  const agreed = new xdr.StellarValue({ txSetHash: sha256(encodedSet), closeTime, upgrades, ext })
  return { set, encodedSet, agreed, evicted, buckets: null }
}
