import * as xdr from '@stellar/stellar-sdk/xdr'
import type { History } from '../history.ts'
import type { AppliedTransaction, ClosedLedger } from '../ledger/closed-ledger.ts'

/** Ledgers that the statistics look back on (stellar-rpc: config/options.go). */
const window = { soroban: 50, classic: 10 } as const

interface Fees {
  /** Stroops for being included, of each Soroban transaction. */
  soroban: readonly bigint[]
  /** Stroops an operation, of each other one. */
  classic: readonly bigint[]
}

export function getFeeStats(history: History): object {
  return {
    sorobanInclusionFee: distribution(history.ledgers.slice(-window.soroban).map((ledger) => feesOf(ledger).soroban)),
    inclusionFee: distribution(history.ledgers.slice(-window.classic).map((ledger) => feesOf(ledger).classic)),
    latestLedger: history.latest.sequence,
  }
}

const known = new WeakMap<ClosedLedger, Fees>()

function feesOf(ledger: ClosedLedger): Fees {
  const found = known.get(ledger)
  if (found !== undefined) return found
  const of = (soroban: boolean) => ledger.transactions.filter((transaction) => transaction.inclusion.soroban === soroban)
  const fees = { soroban: of(true).map(sorobanInclusion), classic: of(false).map(chargedPerOperation) }
  known.set(ledger, fees)
  return fees
}

// The charge without the resources. A fee bump pays for being included twice.
function sorobanInclusion({ inclusion, feeBump }: AppliedTransaction): bigint {
  return inclusion.feePerOperation * (feeBump ? 2n : 1n)
}

// The whole charge through the operations, of which a fee bump is none.
function chargedPerOperation({ feeCharged, envelope }: AppliedTransaction): bigint {
  const read = xdr.TransactionEnvelope.fromXdr(envelope)
  const inner = read.type === 'envelopeTypeTxFeeBump' ? read.feeBump.tx.innerTx.v1 : read.type === 'envelopeTypeTx' ? read.v1 : read.v0
  return feeCharged / BigInt(inner.tx.operations.length)
}

const percentiles = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99]

// Of no fees at all, everything is 0, the number of ledgers too.
function distribution(feesOfLedgers: readonly (readonly bigint[])[]): object {
  const fees = feesOfLedgers.flat().sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  const at = (share: number) => (fees[Math.max(0, Math.ceil((share * fees.length) / 100) - 1)] ?? 0n).toString()
  return {
    max: at(100),
    min: at(0),
    mode: mode(fees).toString(),
    ...Object.fromEntries(percentiles.map((share) => [`p${share}`, at(share)])),
    transactionCount: fees.length.toString(),
    ledgerCount: fees.length === 0 ? 0 : feesOfLedgers.length,
  }
}

// The smallest of those that are there most often.
function mode(fees: readonly bigint[]): bigint {
  const counts = new Map<bigint, number>()
  for (const fee of fees) counts.set(fee, (counts.get(fee) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0n, 0] as [bigint, number])[0]
}
