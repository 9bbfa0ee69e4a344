import type * as xdr from '@stellar/stellar-sdk/xdr'
import { base64, hex } from '../bytes.ts'
import { keyOf } from '../ledger/key-of.ts'
import { keyText } from '../ledger/keys.ts'
import type { KeyText } from '../ledger/state.ts'

/** Changes as XDR, in the order of their bytes. */
export function sortedChanges(changes: readonly xdr.LedgerEntryChange[]): Uint8Array[] {
  return changes.map((change) => change.toXDR()).sort(Buffer.compare)
}

/** What entries are in the end, where that differs; empty when it does not. */
export function compareChanges(ours: readonly xdr.LedgerEntryChange[], theirs: readonly xdr.LedgerEntryChange[]): string {
  const [own, other] = [outcomes(ours), outcomes(theirs)]
  const wrong = [...other].filter(([key, entry]) => own.get(key) !== entry).map(([key]) => describe(key, own.get(key), other.get(key)))
  const extra = [...own.keys()].filter((key) => !other.has(key)).map((key) => `extra ${key.slice(0, 12)}`)
  return [...wrong, ...extra].join('; ')
}

function describe(key: string, own: string | undefined, other: string | undefined): string {
  const short = (text: string | undefined) => (text === undefined ? 'nothing' : hex(Buffer.from(text, 'base64')).slice(0, 160))
  return `${key.slice(0, 12)}: ${short(own)} for ${short(other)}`
}

function outcomes(changes: readonly xdr.LedgerEntryChange[]): Map<KeyText, string> {
  const entries = new Map<KeyText, string>()
  for (const change of changes) {
    switch (change.type) {
      case 'ledgerEntryCreated':
        entries.set(keyText(keyOf(change.created)), base64(change.created.toXDR()))
        break
      case 'ledgerEntryUpdated':
        entries.set(keyText(keyOf(change.updated)), base64(change.updated.toXDR()))
        break
      case 'ledgerEntryRestored':
        entries.set(keyText(keyOf(change.restored)), base64(change.restored.toXDR()))
        break
      case 'ledgerEntryRemoved':
        entries.set(keyText(change.removed.toXDR()), 'removed')
        break
      case 'ledgerEntryState':
        break
    }
  }
  return entries
}
