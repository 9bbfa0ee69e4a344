import { keyBytes, readKey, readLiveUntil } from './keys.ts'
import type { State } from './state.ts'

/** Ledgers after which the sweep of a real network has come by for certain; its bytes a ledger make it hours. */
const sweepEvery = 17_280

/**
 * Keys of what must have been swept away by then, in XDR: entries whose time was over a day before, and their lifetimes. Stellar-core
 * sweeps by the place of entries in its list of buckets, which is not modelled.
 */
export function overdue(state: State, ledger: number): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const [text] of state) {
    const key = readKey(keyBytes(text))
    if (!key.soroban) continue
    const liveUntil = readLiveUntil(state.get(key.lifetime))
    if (liveUntil !== null && liveUntil + sweepEvery < ledger) found.push(key.bytes, keyBytes(key.lifetime))
  }
  return found
}
