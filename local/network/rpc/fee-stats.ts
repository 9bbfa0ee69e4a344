import type { History } from '../history.ts'
import type { ClosedLedger } from '../ledger/closed-ledger.ts'

/** Ledgers that the statistics look back on (stellar-rpc: config/options.go). */
const window = { soroban: 50, classic: 10 } as const

export function getFeeStats(history: History): object {
  return {
    sorobanInclusionFee: distribution(history.ledgers.slice(-window.soroban), true),
    inclusionFee: distribution(history.ledgers.slice(-window.classic), false),
    latestLedger: history.latest.sequence,
  }
}

function distribution(ledgers: readonly ClosedLedger[], soroban: boolean): object {
  const fees = ledgers
    .flatMap(({ transactions }) => transactions)
    .filter((transaction) => transaction.inclusion.soroban === soroban)
    .map((transaction) => transaction.inclusion.feePerOperation)
    .sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  const at = (share: number) => (fees[Math.max(0, Math.ceil((share / 100) * fees.length) - 1)] ?? 0n).toString()
  const percentiles = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99].map((share) => [`p${share}`, at(share)])
  return {
    max: at(100),
    min: (fees[0] ?? 0n).toString(),
    mode: mode(fees).toString(),
    ...Object.fromEntries(percentiles),
    transactionCount: fees.length.toString(),
    ledgerCount: ledgers.length,
  }
}

function mode(fees: readonly bigint[]): bigint {
  const counts = new Map<bigint, number>()
  for (const fee of fees) counts.set(fee, (counts.get(fee) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0n, 0] as [bigint, number])[0]
}
