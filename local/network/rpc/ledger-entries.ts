import * as xdr from '@stellar/stellar-sdk/xdr'
import { base64, readUint32 } from '../bytes.ts'
import { entryType, readKey, readLiveUntil } from '../ledger/keys.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Format, inFormat, plainFields, readFormat, xdrFields } from './format.ts'
import { invalidParameters, type Parameters } from './json-rpc.ts'
import { fromBase64, texts } from './parameters.ts'

const mostKeys = 200

/** Archived entries are told too: those evicted with 0, those only expired with a ledger that is over. */
export function getLedgerEntries(parameters: Parameters, ledger: Ledger): object {
  const keys = texts(parameters, 'keys')
  const format = readFormat(parameters)
  if (keys.length > mostKeys) throw invalidParameters(`key count (${keys.length}) exceeds maximum supported (${mostKeys})`)
  const wanted = [...new Set(keys.map(checked))]
  const entries = wanted.map((key) => found(key, ledger, format)).filter((entry) => entry !== null)
  return { entries, latestLedger: ledger.sequence }
}

function checked(key: string, index: number): string {
  const bytes = fromBase64(key)
  if (bytes === null || !isKey(bytes)) throw invalidParameters(`cannot unmarshal key value ${key} at index ${index}`)
  if (readUint32(bytes, 0) === entryType.ttl) throw invalidParameters('ledger ttl entries cannot be queried directly')
  return base64(bytes)
}

// Also false when it is nested deeper than can be read.
function isKey(bytes: Uint8Array): boolean {
  try {
    return xdr.LedgerKey.validateXdr(bytes)
  } catch {
    return false
  }
}

function found(text: string, { state, archive, sequence }: Ledger, format: Format): object | null {
  const bytesOfKey = Buffer.from(text, 'base64')
  const key = readKey(bytesOfKey)
  const live = state.get(key.text)
  const bytes = live ?? archive.get(key.text)
  if (bytes === null) return null
  const liveUntil = key.soroban ? (live === null ? 0 : readLiveUntil(state.get(key.lifetime))) : null
  if (key.soroban && !key.persistent && (liveUntil ?? 0) < sequence) return null
  const entry = xdr.LedgerEntry.fromXdr(bytes)
  const data = inFormat(format, xdr.LedgerEntryData, entry.data.toXdr())
  return {
    ...plainFields(format, { key: [xdr.LedgerKey, bytesOfKey] }),
    [format === 'json' ? 'dataJson' : 'xdr']: data,
    ...xdrFields(format, { ext: [xdr.LedgerEntryExt, entry.ext.toXdr()] }),
    lastModifiedLedgerSeq: entry.lastModifiedLedgerSeq,
    ...(liveUntil === null ? {} : { liveUntilLedgerSeq: liveUntil }),
  }
}
