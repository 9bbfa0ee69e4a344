import { hex } from '../bytes.ts'
import type { Host, LookUp } from '../host/host.ts'
import { entryType, readKey, readLiveUntil } from './keys.ts'
import type { State } from './state.ts'

/** All entries: those that are live, and those that were swept into the archive. */
export interface Entries {
  state: State
  archive: State
}

/** Sweeps away what has this key. What is persistent goes to the archive with its time over; what is temporary is gone. */
export function evict({ state, archive }: Entries, bytes: Uint8Array, host: Host): void {
  const key = readKey(bytes)
  const entry = state.get(key.text)
  if (key.persistent && entry !== null) archive.set(key.text, entry)
  if (key.type === entryType.contractCode) host.removeContract(hex(bytes.subarray(4)))
  state.set(key.text, null)
}

/** Finds entries as a simulation sees them, which may bring back what is archived. */
export function lookUpIn({ state, archive }: Entries): LookUp {
  return (bytes) => {
    const { text, lifetime, soroban } = readKey(bytes)
    const entry = state.get(text) ?? archive.get(text)
    if (entry === null) return null
    if (!soroban) return { entry, liveUntil: null }
    // What was evicted has no lifetime any more; ledger 1 is long over.
    return { entry, liveUntil: readLiveUntil(state.get(lifetime)) ?? 1 }
  }
}
