import { concatenate, int32, int64 } from '../bytes.ts'
import { encodeList } from './meta.ts'
import { isSoroban, type Transaction } from './transaction.ts'

/** The transactions of a ledger: classic ones in order, Soroban ones in stages of clusters. Clusters of one stage do not touch each other's writes. */
export interface TransactionSet {
  classic: readonly Transaction[]
  stages: readonly (readonly (readonly Transaction[])[])[]
}

/** Puts transactions into a set: all Soroban ones in one cluster, one after the other. */
export function transactionSet(transactions: readonly Transaction[], seed: Uint8Array): TransactionSet {
  const inOrder = [...transactions].sort((one, other) => Buffer.compare(mixed(one.hash, seed), mixed(other.hash, seed)))
  const soroban = inOrder.filter(isSoroban)
  return { classic: inOrder.filter((transaction) => !isSoroban(transaction)), stages: soroban.length === 0 ? [] : [[soroban]] }
}

// Nobody can foresee the order: it comes from the hashes and from what was agreed on before.
function mixed(hash: Uint8Array, seed: Uint8Array): Uint8Array {
  return hash.map((byte, place) => byte ^ (seed[place] ?? 0))
}

export function transactionsOf({ classic, stages }: TransactionSet): readonly Transaction[] {
  return [...classic, ...stages.flat(2)]
}

const generalized = int32(1)
const classicPhase = int32(0)
const parallelPhase = int32(1)
const discountedFee = int32(0)
const none = int32(0)

/** XDR of a GeneralizedTransactionSet, in which everybody pays the base fee. */
export function encodeTransactionSet(set: TransactionSet, previousLedger: Uint8Array, baseFee: number): Uint8Array {
  const fee = concatenate(int32(1), int64(BigInt(baseFee)))
  const byHash = (transactions: readonly Transaction[]) =>
    [...transactions].sort((one, other) => Buffer.compare(one.hash, other.hash)).map((transaction) => transaction.bytes)
  const components = set.classic.length === 0 ? [] : [concatenate(discountedFee, fee, encodeList(byHash(set.classic)))]
  const stages = set.stages.map((stage) => encodeList(stage.map((cluster) => encodeList(byHash(cluster)))))
  const parallel = concatenate(parallelPhase, set.stages.length === 0 ? none : fee, encodeList(stages))
  return concatenate(generalized, previousLedger, encodeList([concatenate(classicPhase, encodeList(components)), parallel]))
}
