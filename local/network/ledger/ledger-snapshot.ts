import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex } from '../bytes.ts'
import { entryType, keyBytes, readKey } from './keys.ts'
import { readSettings, type Settings } from './settings.ts'
import { SharedMap } from './shared-map.ts'
import type { Entries, KeyText } from './state.ts'

/** All that a ledger is, at one moment. */
export interface LedgerSnapshot {
  readonly header: xdr.LedgerHeader
  readonly entries: Entries
  readonly archive: Entries
  readonly settings: Settings
  /** Code that validators keep parsed, by hash. */
  readonly contracts: ReadonlyMap<string, Uint8Array>
}

/** The snapshot that these entries make. Throws when a setting that is needed is not among them. */
export function snapshotOf(parts: {
  header: xdr.LedgerHeader
  entries: Iterable<readonly [KeyText, Uint8Array]>
  archive: Iterable<readonly [KeyText, Uint8Array]>
}): LedgerSnapshot {
  const entries: Entries = new SharedMap(parts.entries)
  const settings = readSettings({ get: (key) => entries.get(key) ?? null })
  return { header: parts.header, entries, archive: new SharedMap(parts.archive), settings, contracts: contractsIn(entries) }
}

function contractsIn(entries: Entries): Map<string, Uint8Array> {
  const contracts = new Map<string, Uint8Array>()
  for (const [key, entry] of entries) {
    if (readKey(keyBytes(key)).type !== entryType.contractCode) continue
    const { data } = xdr.LedgerEntry.fromXDR(entry)
    if (data.type === 'contractCode') contracts.set(hex(data.contractCode.hash.value), data.contractCode.code)
  }
  return contracts
}
