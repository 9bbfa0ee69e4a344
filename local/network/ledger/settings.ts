import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex, readUint32 } from '../bytes.ts'
import { RequestWriter } from '../host/wire.ts'
import { configSettingKey, keyText } from './keys.ts'
import type { KeyText, View } from './state.ts'

/** A network's settings on a day, as a file holds them: entries in Stellar's own JSON form of XDR (SEP-51). */
export interface Profile {
  name: string
  date: string
  protocol: number
  /** Stroops an operation. */
  baseFee: number
  /** Stroops an entry. */
  baseReserve: number
  /** Classic operations that a ledger takes. */
  maxTransactionSetSize: number
  entries: xdr.ConfigSettingEntry[]
}

/** Where the profiles are that come with this network. */
export const profileFolder = join(import.meta.dirname, '../profiles')

/** `fresh` and `fresh-large` are those of networks that stellar-core just began, as recorded ledgers begin. */
export type ProfileName = 'testnet' | 'mainnet' | 'fresh' | 'fresh-large'

export function loadProfile(name: ProfileName, protocol: number): Profile {
  return readProfile(join(profileFolder, `${name}-p${protocol}.json`))
}

/** Throws what JSON, XDR and the file system throw when it is none. */
export function readProfile(file: string): Profile {
  const { settings, costs, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as ProfileFile
  const terms = typeof costs === 'string' ? (JSON.parse(readFileSync(join(profileFolder, costs), 'utf8')) as CostFile) : costs
  const entries = [
    ...settings.map((setting) => xdr.ConfigSettingEntry.fromJson(setting)),
    xdr.ConfigSettingEntry.configSettingContractCostParamsCpuInstructions(costParameters(terms.cpu)),
    xdr.ConfigSettingEntry.configSettingContractCostParamsMemoryBytes(costParameters(terms.memory)),
  ]
  return { ...rest, entries }
}

export interface ProfileFile extends Omit<Profile, 'entries'> {
  /** Where the settings come from. */
  source: string
  settings: Parameters<typeof xdr.ConfigSettingEntry.fromJson>[0][]
  /** Or the name of a file beside it, since most profiles have the same. */
  costs: CostFile | string
}

type Terms = [constant: string, linear: string][]

export interface CostFile {
  cpu: Terms
  memory: Terms
}

export function costParameters(terms: readonly (readonly [string | number, string | number])[]): xdr.ContractCostParamEntry[] {
  const ext = xdr.ExtensionPoint.v0()
  return terms.map(([constant, linear]) => new xdr.ContractCostParamEntry({ ext, constTerm: BigInt(constant), linearTerm: BigInt(linear) }))
}

/** The entries that lie in the ledger for these settings. */
export function settingEntries(entries: readonly xdr.ConfigSettingEntry[], ledger: number): [KeyText, Uint8Array][] {
  return entries.map((setting) => {
    const data = xdr.LedgerEntryData.configSetting(setting)
    const entry = new xdr.LedgerEntry({ lastModifiedLedgerSeq: ledger, data, ext: xdr.LedgerEntryExt.v0() })
    return [configSettingKey(settingId(setting)), entry.toXDR()]
  })
}

/** The limits that the rules of the ledger ask for; fees are the host's matter. */
export interface Settings {
  maxContractSize: number
  maxKeySize: number
  maxEntrySize: number
  compute: xdr.ConfigSettingContractComputeV0
  ledgerCost: xdr.ConfigSettingContractLedgerCostV0
  maxFootprint: number
  maxEventBytes: number
  bandwidth: xdr.ConfigSettingContractBandwidthV0
  archival: xdr.StateArchivalSettings
  maxTransactions: number
  clusters: number
  sizeWindow: readonly bigint[]
  /** Entries that no transaction may touch, and the hashes, in hex, of those that may all the same (CAP-77). */
  frozen: { keys: ReadonlySet<KeyText>; exempt: ReadonlySet<string> }
  /** The request that gives all of it to the host. */
  forHost: Uint8Array
}

const ids = Array.from({ length: 21 }, (_, id) => id)
/** The tables of costs: the host's matter, and slow to decode. */
const costIds: readonly number[] = [6, 7]

/** Reads the settings in force. Throws when one that is needed is not in the ledger. */
export function readSettings(view: View): Settings {
  const found = ids.map((id) => ({ id, entry: view.get(configSettingKey(id)) }))
  const raw = found.map(({ entry }) => entry).filter((entry) => entry !== null)
  const settings = found.flatMap(({ id, entry }) => {
    if (entry === null || costIds.includes(id)) return []
    const { data } = xdr.LedgerEntry.fromXDR(entry)
    if (data.type !== 'configSetting') throw new Error('a config setting key leads to another entry')
    return [data.configSetting]
  })
  const maybe = <T extends xdr.ConfigSettingEntry['type']>(type: T) =>
    settings.find((candidate): candidate is Extract<xdr.ConfigSettingEntry, { type: T }> => candidate.type === type)
  const find = <T extends xdr.ConfigSettingEntry['type']>(type: T) => {
    const setting = maybe(type)
    if (setting === undefined) throw new Error(`the setting ${type} is missing`)
    return setting
  }
  return {
    maxContractSize: find('configSettingContractMaxSizeBytes').contractMaxSizeBytes,
    maxKeySize: find('configSettingContractDataKeySizeBytes').contractDataKeySizeBytes,
    maxEntrySize: find('configSettingContractDataEntrySizeBytes').contractDataEntrySizeBytes,
    compute: find('configSettingContractComputeV0').contractCompute,
    ledgerCost: find('configSettingContractLedgerCostV0').contractLedgerCost,
    maxFootprint: find('configSettingContractLedgerCostExtV0').contractLedgerCostExt.txMaxFootprintEntries,
    maxEventBytes: find('configSettingContractEventsV0').contractEvents.txMaxContractEventsSizeBytes,
    bandwidth: find('configSettingContractBandwidthV0').contractBandwidth,
    archival: find('configSettingStateArchival').stateArchivalSettings,
    maxTransactions: find('configSettingContractExecutionLanes').contractExecutionLanes.ledgerMaxTxCount,
    clusters: find('configSettingContractParallelComputeV0').contractParallelCompute.ledgerMaxDependentTxClusters,
    sizeWindow: find('configSettingLiveSorobanStateSizeWindow').liveSorobanStateSizeWindow,
    // Absent before protocol 26.
    frozen: {
      keys: new Set(maybe('configSettingFrozenLedgerKeys')?.frozenLedgerKeys.keys.map((key) => keyText(key.value))),
      exempt: new Set(maybe('configSettingFreezeBypassTxs')?.freezeBypassTxs.txHashes.map((hash) => hex(hash.value))),
    },
    forHost: new RequestWriter().list(raw, (writer, entry) => writer.bytes(entry)).finish(),
  }
}

function settingId(setting: xdr.ConfigSettingEntry): number {
  return readUint32(setting.toXDR(), 0)
}
