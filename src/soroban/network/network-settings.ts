import type { xdr } from '@stellar/stellar-sdk/base'
import type { LedgerRead } from './chain.ts'
import type { Sdk } from './sdk.ts'

/** What one ledger takes of Soroban transactions, everybody's together. */
export interface Capacity {
  readonly transactions: number
  readonly transactionBytes: number
  readonly writtenBytes: number
  readonly writtenEntries: number
}

/** The most that one transaction may take. */
export interface TransactionLimits {
  readonly bytes: number
  readonly writtenBytes: number
  readonly writtenEntries: number
  readonly footprintEntries: number
  readonly memoryBytes: number
  readonly instructions: number
}

/** Prices of resources, in stroops (CAP-46-07): for 10,000 instructions, for an entry, for 1,024 bytes. */
export interface ResourcePrices {
  readonly instructions: bigint
  readonly readEntry: bigint
  readonly writtenEntry: bigint
  readonly readBytes: bigint
  readonly writtenBytes: bigint
  readonly transactionBytes: bigint
  readonly historyBytes: bigint
  readonly eventBytes: bigint
}

/** Rent of persistent entries: stroops for 1,024 bytes and `denominator` ledgers. */
export interface RentPrice {
  readonly perKilobyte: bigint
  readonly denominator: bigint
}

export interface NetworkSettings {
  /** Ledgers that a new persistent entry lives, and the most that any can. */
  readonly minPersistentTtl: number
  readonly maxEntryTtl: number
  readonly closeMs: number
  /** The most bytes that a contract's wasm may have. */
  readonly maxContractSize: number
  readonly capacity: Capacity
  readonly transaction: TransactionLimits
  readonly prices: ResourcePrices
  readonly rent: RentPrice
}

/** Where a network does not tell: mainnet's values of 2026. */
const usual = {
  archival: { minPersistentTtl: 2_073_600, maxEntryTtl: 3_110_400, persistentRentRateDenominator: 1_215n },
  closeMs: 5_000,
  maxContractSize: 131_072,
  transactions: 2_000,
  bandwidth: { ledgerMaxTxsSizeBytes: 266_240, txMaxSizeBytes: 132_096, feeTxSize1Kb: 406n },
  cost: {
    txMaxWriteBytes: 132_096,
    txMaxWriteLedgerEntries: 200,
    ledgerMaxWriteBytes: 286_720,
    ledgerMaxWriteLedgerEntries: 1_000,
    feeDiskReadLedgerEntry: 1_563n,
    feeWriteLedgerEntry: 2_500n,
    feeDiskRead1Kb: 447n,
    sorobanStateTargetSizeBytes: 4_000_000_000n,
    rentFee1KbSorobanStateSizeLow: -17_000n,
    rentFee1KbSorobanStateSizeHigh: 10_000n,
    sorobanStateRentFeeGrowthFactor: 5_000,
  },
  costExtension: { txMaxFootprintEntries: 400, feeWrite1Kb: 875n },
  compute: { txMaxInstructions: 400_000_000n, txMemoryLimit: 41_943_040, feeRatePerInstructionsIncrement: 7n },
  historyBytes: 4_059n,
  eventBytes: 5_000n,
}

const names = [
  'configSettingContractMaxSizeBytes',
  'configSettingContractComputeV0',
  'configSettingContractLedgerCostV0',
  'configSettingContractLedgerCostExtV0',
  'configSettingContractHistoricalDataV0',
  'configSettingContractEventsV0',
  'configSettingContractBandwidthV0',
  'configSettingContractExecutionLanes',
  'configSettingStateArchival',
  'configSettingLiveSorobanStateSizeWindow',
  'configSettingScpTiming',
] as const

/** Keys of the network settings a plan depends on. */
export function settingKeys({ xdr }: Sdk): xdr.LedgerKey[] {
  return names.map((name) => xdr.LedgerKey.configSetting(new xdr.LedgerKeyConfigSetting({ configSettingId: xdr.ConfigSettingId[name] })))
}

/** The settings among what was read with `settingKeys`. */
export function settingsIn(read: LedgerRead, sdk: Sdk): NetworkSettings {
  const settings = settingKeys(sdk).flatMap((key) => {
    const data = read.entry(key)?.data
    return data?.type === 'configSetting' ? [data.value] : []
  })
  const find = <Name extends (typeof names)[number]>(name: Name) =>
    settings.find((setting): setting is Extract<xdr.ConfigSettingEntry, { type: Name }> => setting.type === name)
  const { minPersistentTtl, maxEntryTtl, persistentRentRateDenominator } =
    find('configSettingStateArchival')?.stateArchivalSettings ?? usual.archival
  const bandwidth = find('configSettingContractBandwidthV0')?.contractBandwidth ?? usual.bandwidth
  const cost = find('configSettingContractLedgerCostV0')?.contractLedgerCost ?? usual.cost
  const { txMaxFootprintEntries, feeWrite1Kb } = find('configSettingContractLedgerCostExtV0')?.contractLedgerCostExt ?? usual.costExtension
  const { txMaxInstructions, txMemoryLimit, feeRatePerInstructionsIncrement } =
    find('configSettingContractComputeV0')?.contractCompute ?? usual.compute
  const sizes = find('configSettingLiveSorobanStateSizeWindow')?.liveSorobanStateSizeWindow ?? []
  return {
    minPersistentTtl,
    maxEntryTtl,
    closeMs: find('configSettingScpTiming')?.contractScpTiming.ledgerTargetCloseTimeMilliseconds ?? usual.closeMs,
    maxContractSize: find('configSettingContractMaxSizeBytes')?.contractMaxSizeBytes ?? usual.maxContractSize,
    capacity: {
      transactions: find('configSettingContractExecutionLanes')?.contractExecutionLanes.ledgerMaxTxCount ?? usual.transactions,
      transactionBytes: bandwidth.ledgerMaxTxsSizeBytes,
      writtenBytes: cost.ledgerMaxWriteBytes,
      writtenEntries: cost.ledgerMaxWriteLedgerEntries,
    },
    transaction: {
      bytes: bandwidth.txMaxSizeBytes,
      writtenBytes: cost.txMaxWriteBytes,
      writtenEntries: cost.txMaxWriteLedgerEntries,
      footprintEntries: txMaxFootprintEntries,
      memoryBytes: txMemoryLimit,
      instructions: Number(txMaxInstructions),
    },
    prices: {
      instructions: feeRatePerInstructionsIncrement,
      readEntry: cost.feeDiskReadLedgerEntry,
      writtenEntry: cost.feeWriteLedgerEntry,
      readBytes: cost.feeDiskRead1Kb,
      writtenBytes: feeWrite1Kb,
      transactionBytes: bandwidth.feeTxSize1Kb,
      historyBytes: find('configSettingContractHistoricalDataV0')?.contractHistoricalData.feeHistorical1Kb ?? usual.historyBytes,
      eventBytes: find('configSettingContractEventsV0')?.contractEvents.feeContractEvents1Kb ?? usual.eventBytes,
    },
    rent: { perKilobyte: rentPrice(sizes, cost), denominator: persistentRentRateDenominator },
  }
}

/** Stroops: the least that a kilobyte's rent can be (rs-soroban-env, fees.rs: MINIMUM_RENT_WRITE_FEE_PER_1KB). */
const leastRentPrice = 1_000n

/** The price follows the mean size of all state, steeper beyond its target (rs-soroban-env, fees.rs: compute_rent_write_fee_per_1kb). */
function rentPrice(
  sizes: readonly bigint[],
  cost: Pick<
    xdr.ConfigSettingContractLedgerCostV0,
    'sorobanStateTargetSizeBytes' | 'rentFee1KbSorobanStateSizeLow' | 'rentFee1KbSorobanStateSizeHigh' | 'sorobanStateRentFeeGrowthFactor'
  >,
): bigint {
  const size = sizes.reduce((sum, one) => sum + one, 0n) / BigInt(Math.max(1, sizes.length))
  const { sorobanStateTargetSizeBytes: target, rentFee1KbSorobanStateSizeLow: low, rentFee1KbSorobanStateSizeHigh: high } = cost
  const upwards = (amount: bigint) => (amount + target - 1n) / target
  const beyond = size > target ? upwards((high - low) * (size - target) * BigInt(cost.sorobanStateRentFeeGrowthFactor)) : 0n
  const price = size < target ? low + upwards((high - low) * size) : high + beyond
  return price > leastRentPrice ? price : leastRentPrice
}
