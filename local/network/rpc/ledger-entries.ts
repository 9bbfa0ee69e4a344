import * as xdr from '@stellar/stellar-sdk/xdr'
import { base64, readUint32 } from '../bytes.ts'
import { entryType, readKey, readLiveUntil } from '../ledger/keys.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { fromBase64, list, refuseJsonFormat } from './parameters.ts'

const mostKeys = 200

/** Archived entries are told too: those evicted with 0, those only expired with a ledger that is over. */
export function getLedgerEntries(parameters: Parameters, ledger: Ledger): object {
  refuseJsonFormat(parameters)
  const keys = list(parameters, 'keys')
  if (keys.length > mostKeys) throw invalidParameters(`key count (${keys.length}) exceeds maximum supported (${mostKeys})`)
  const wanted = [...new Set(keys.map(checked))]
  return { entries: wanted.map((key) => found(key, ledger)).filter((entry) => entry !== null), latestLedger: ledger.sequence }
}

function checked(key: unknown, index: number): string {
  const bytes = typeof key === 'string' ? fromBase64(key) : null
  if (bytes === null || !xdr.LedgerKey.validateXDR(bytes))
    throw invalidParameters(`cannot unmarshal key value ${String(key)} at index ${index}`)
  if (readUint32(bytes, 0) === entryType.ttl) throw invalidParameters('ledger ttl entries cannot be queried directly')
  return base64(bytes)
}

function found(text: string, { state, archive, sequence }: Ledger): object | null {
  const key = readKey(Buffer.from(text, 'base64'))
  const live = state.get(key.text)
  const bytes = live ?? archive.get(key.text)
  if (bytes === null) return null
  const liveUntil = key.soroban ? (live === null ? 0 : readLiveUntil(state.get(key.lifetime))) : null
  if (key.soroban && !key.persistent && (liveUntil ?? 0) < sequence) return null
  const entry = xdr.LedgerEntry.fromXDR(bytes)
  return {
    key: text,
    xdr: entry.data.toXdr('base64'),
    lastModifiedLedgerSeq: entry.lastModifiedLedgerSeq,
    ...(liveUntil === null ? {} : { liveUntilLedgerSeq: liveUntil }),
    extXdr: entry.ext.toXdr('base64'),
  }
}
