import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as xdr from '@stellar/stellar-sdk/xdr'
import { configSettingKey } from './ledger/keys.ts'
import { type CostFile, type ProfileFile, profileFolder } from './ledger/settings.ts'
import { rpcUnusable } from './problems.ts'
import { profileNames } from './profile-names.ts'

/** Numbers of all settings that a network may have (the last ones since protocol 26). */
const settingIds = Array.from({ length: 21 }, (_, id) => id)

export interface Refreshed {
  file: string
  profile: ProfileFile
  /** The ledger that it was read at. */
  ledger: number
}

/**
 * Reads the settings that are in force on a live network and writes them as the profile of that name, or into the file ending in
 * `.json`. Throws the Problem rpcUnusable.
 */
export async function refreshProfile(nameOrFile: string, rpcUrl: string): Promise<Refreshed> {
  const { sequence } = await ask<{ sequence: number }>(rpcUrl, 'getLatestLedger', {})
  const { ledgers } = await ask<{ ledgers: { headerXdr: string }[] }>(rpcUrl, 'getLedgers', {
    startLedger: sequence,
    pagination: { limit: 1 },
  })
  const { entries } = await ask<{ entries: { xdr: string }[] }>(rpcUrl, 'getLedgerEntries', { keys: settingIds.map(configSettingKey) })
  const { passphrase } = await ask<{ passphrase: string }>(rpcUrl, 'getNetwork', {})
  const { header } = xdr.LedgerHeaderHistoryEntry.fromXDR(Buffer.from(ledgers[0]?.headerXdr ?? '', 'base64'))
  const settings = entries.map((entry) => settingOf(xdr.LedgerEntryData.fromXDR(Buffer.from(entry.xdr, 'base64'))))
  const isKnown = profileNames.some((known) => known === nameOrFile)
  const file = isKnown ? join(profileFolder, `${nameOrFile}-p${header.ledgerVersion}.json`) : nameOrFile
  const profile: ProfileFile = {
    name: isKnown ? nameOrFile : passphrase,
    date: new Date(Number(header.scpValue.closeTime) * 1_000).toISOString().slice(0, 10),
    source: `settings in force at ledger ${sequence} of "${passphrase}", read from its RPC`,
    protocol: header.ledgerVersion,
    baseFee: header.baseFee,
    baseReserve: header.baseReserve,
    maxTransactionSetSize: header.maxTxSetSize,
    costs: costsOf(settings),
    settings: settings.filter((setting) => !isCosts(setting)).map((setting) => setting.toJson()),
  }
  await writeFile(file, `${JSON.stringify(profile, null, 2)}\n`)
  return { file, profile, ledger: sequence }
}

async function ask<Result>(rpcUrl: string, method: string, params: object): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch((error: unknown) => {
    throw rpcUnusable({ method, reason: 'there was no answer', cause: error })
  })
  const given = (await answer.json().catch(() => ({}))) as { result?: Result; error?: { message: string } }
  if (given.result === undefined) throw rpcUnusable({ method, reason: given.error?.message ?? `HTTP ${answer.status}` })
  return given.result
}

function settingOf(data: xdr.LedgerEntryData): xdr.ConfigSettingEntry {
  if (data.type !== 'configSetting') throw rpcUnusable({ method: 'getLedgerEntries', reason: `it answered with a ${data.type}` })
  return data.configSetting
}

function isCosts(setting: xdr.ConfigSettingEntry): boolean {
  return setting.type === 'configSettingContractCostParamsCpuInstructions' || setting.type === 'configSettingContractCostParamsMemoryBytes'
}

function costsOf(settings: readonly xdr.ConfigSettingEntry[]): CostFile {
  const terms = (parameters: readonly xdr.ContractCostParamEntry[]) =>
    parameters.map(({ constTerm, linearTerm }): [string, string] => [constTerm.toString(), linearTerm.toString()])
  const costs: CostFile = { cpu: [], memory: [] }
  for (const setting of settings) {
    if (setting.type === 'configSettingContractCostParamsCpuInstructions') costs.cpu = terms(setting.contractCostParamsCpuInsns)
    if (setting.type === 'configSettingContractCostParamsMemoryBytes') costs.memory = terms(setting.contractCostParamsMemBytes)
  }
  return costs
}
