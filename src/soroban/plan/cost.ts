import type { xdr } from '@stellar/stellar-sdk/base'
import type { NetworkSettings } from '../network/network-settings.ts'

/** What a transaction costs, in stroops, by what it is for. */
export interface Cost {
  /** Instructions, reads, writes and size: never given back. */
  readonly fixed: bigint
  /** Keeping entries alive. */
  readonly rent: bigint
  /** Events and return values. */
  readonly refundable: bigint
  readonly inclusion: bigint
}

export const nothing: Cost = { fixed: 0n, rent: 0n, refundable: 0n, inclusion: 0n }

export function totalOf({ fixed, rent, refundable, inclusion }: Cost): bigint {
  return fixed + rent + refundable + inclusion
}

export function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, one) => ({
      fixed: sum.fixed + one.fixed,
      rent: sum.rent + one.rent,
      refundable: sum.refundable + one.refundable,
      inclusion: sum.inclusion + one.inclusion,
    }),
    nothing,
  )
}

/** Bytes of a result that everybody pays history for (rs-soroban-env, fees.rs: TX_BASE_RESULT_SIZE). */
const resultBytes = 300n

interface Resources {
  readonly instructions: number
  readonly diskReadBytes: number
  readonly writeBytes: number
  readonly writtenEntries: number
  /** Of the transaction itself. */
  readonly bytes: number
}

/** What is never given back (CAP-46-07; rs-soroban-env, fees.rs: compute_transaction_resource_fee). */
export function fixedFee(
  { instructions, diskReadBytes, writeBytes, writtenEntries, bytes }: Resources,
  { prices }: NetworkSettings,
): bigint {
  return (
    upwards(BigInt(instructions) * prices.instructions, 10_000n) +
    BigInt(writtenEntries) * (prices.readEntry + prices.writtenEntry) +
    upwards(BigInt(diskReadBytes) * prices.readBytes, 1_024n) +
    upwards(BigInt(writeBytes) * prices.writtenBytes, 1_024n) +
    upwards((BigInt(bytes) + resultBytes) * prices.historyBytes, 1_024n) +
    upwards(BigInt(bytes) * prices.transactionBytes, 1_024n)
  )
}

export function eventFee(bytes: number, { prices }: NetworkSettings): bigint {
  return upwards(BigInt(bytes) * prices.eventBytes, 1_024n)
}

/** Bytes of the entry that holds a lifetime (rs-soroban-env, fees.rs: TTL_ENTRY_SIZE). */
const lifetimeBytes = 48n

/** Rent of one new entry that is not code (rs-soroban-env, fees.rs: compute_rent_fee). */
export function rentOf(bytes: bigint, ledgers: number, { prices, rent }: NetworkSettings): bigint {
  const kept = upwards(bytes * BigInt(ledgers) * rent.perKilobyte, 1_024n * rent.denominator)
  return kept + prices.writtenEntry + upwards(lifetimeBytes * prices.writtenBytes, 1_024n)
}

/** The cost of a simulated call: the rest of the simulated fee, its margin included, is rent. */
export function simulatedCost(
  { data, simulatedFee, answerBytes }: { data: xdr.SorobanTransactionData; simulatedFee: bigint; answerBytes: number },
  { settings, bytes, inclusion }: { settings: NetworkSettings; bytes: number; inclusion: bigint },
): Cost {
  const { instructions, diskReadBytes, writeBytes, footprint } = data.resources
  const resources = { instructions, diskReadBytes, writeBytes, writtenEntries: footprint.readWrite.length, bytes }
  const fixed = smaller(fixedFee(resources, settings), simulatedFee)
  const refundable = smaller(eventFee(answerBytes, settings), simulatedFee - fixed)
  return { fixed, refundable, rent: simulatedFee - fixed - refundable, inclusion }
}

function upwards(amount: bigint, unit: bigint): bigint {
  return (amount + unit - 1n) / unit
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
