import * as xdr from '@stellar/stellar-sdk/xdr'
import { sizeForRent } from '../host/apply.ts'
import type { Host } from '../host/host.ts'
import { keyBytes, readKey } from './keys.ts'
import { type Settings, settingEntries } from './settings.ts'
import type { KeyText } from './state.ts'

/** Bytes of all contract data and code that is live, code with its parsed form. */
export function stateSize(entries: Iterable<readonly [KeyText, Uint8Array]>, host: Host): bigint {
  let size = 0n
  for (const [key, entry] of entries) if (readKey(keyBytes(key)).soroban) size += BigInt(sizeForRent(host, entry))
  return size
}

export function samplesSizeAt(ledger: number, { archival }: Settings): boolean {
  return ledger % archival.liveSorobanStateSizeWindowSamplePeriod === 0
}

/** The last samples of the size. The price of rent follows their mean. */
export function windowEntries(window: readonly bigint[], ledger: number): [KeyText, Uint8Array][] {
  return settingEntries([xdr.ConfigSettingEntry.configSettingLiveSorobanStateSizeWindow([...window])], ledger)
}

export function meanSize({ sizeWindow }: Settings): bigint {
  return sizeWindow.reduce((sum, size) => sum + size, 0n) / BigInt(Math.max(sizeWindow.length, 1))
}

/** As many samples as the settings want: the oldest go first, or stand in for those that are missing. */
export function resizedWindow(window: readonly bigint[], wanted: number): bigint[] {
  const [oldest = 0n] = window
  const missing = Math.max(wanted - window.length, 0)
  return [...Array<bigint>(missing).fill(oldest), ...window].slice(-wanted)
}
