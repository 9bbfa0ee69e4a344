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

/** Prices of resources, in stroops (CAP-46-07): for 10,000 instructions, for an entry, for 1,024 bytes. */
export interface ResourcePrices {
  readonly instructions: bigint
  readonly readEntry: bigint
  readonly writtenEntry: bigint
  readonly readBytes: bigint
  readonly writtenBytes: bigint
  readonly transactionBytes: bigint
  readonly historyBytes: bigint
}

export interface NetworkSettings {
  /** Ledgers that a new persistent entry lives, and the most that any can. */
  readonly minPersistentTtl: number
  readonly maxEntryTtl: number
  readonly closeMs: number
  /** The most bytes that a contract's wasm may have. */
  readonly maxContractSize: number
  readonly capacity: Capacity
  readonly prices: ResourcePrices
}

/** Where a network does not tell: mainnet's values of 2026. */
const usual = {
  archival: { minPersistentTtl: 2_073_600, maxEntryTtl: 3_110_400 },
  closeMs: 5_000,
  maxContractSize: 131_072,
  transactions: 2_000,
  bandwidth: { ledgerMaxTxsSizeBytes: 266_240, feeTxSize1Kb: 406n },
  cost: {
    ledgerMaxWriteBytes: 286_720,
    ledgerMaxWriteLedgerEntries: 1_000,
    feeDiskReadLedgerEntry: 1_563n,
    feeWriteLedgerEntry: 2_500n,
    feeDiskRead1Kb: 447n,
  },
  writtenBytes: 875n,
  instructions: 7n,
  historyBytes: 4_059n,
}

const names = [
  'configSettingContractMaxSizeBytes',
  'configSettingContractComputeV0',
  'configSettingContractLedgerCostV0',
  'configSettingContractLedgerCostExtV0',
  'configSettingContractHistoricalDataV0',
  'configSettingContractBandwidthV0',
  'configSettingContractExecutionLanes',
  'configSettingStateArchival',
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
  const { minPersistentTtl, maxEntryTtl } = find('configSettingStateArchival')?.stateArchivalSettings ?? usual.archival
  const bandwidth = find('configSettingContractBandwidthV0')?.contractBandwidth ?? usual.bandwidth
  const cost = find('configSettingContractLedgerCostV0')?.contractLedgerCost ?? usual.cost
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
    prices: {
      instructions: find('configSettingContractComputeV0')?.contractCompute.feeRatePerInstructionsIncrement ?? usual.instructions,
      readEntry: cost.feeDiskReadLedgerEntry,
      writtenEntry: cost.feeWriteLedgerEntry,
      readBytes: cost.feeDiskRead1Kb,
      writtenBytes: find('configSettingContractLedgerCostExtV0')?.contractLedgerCostExt.feeWrite1Kb ?? usual.writtenBytes,
      transactionBytes: bandwidth.feeTxSize1Kb,
      historyBytes: find('configSettingContractHistoricalDataV0')?.contractHistoricalData.feeHistorical1Kb ?? usual.historyBytes,
    },
  }
}
