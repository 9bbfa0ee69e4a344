import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as xdr from '@stellar/stellar-sdk/xdr'

export interface Scenario {
  id: string
  name: string
}

/** The scenarios of a folder as the golden data have it: one file each, and an index of their names. */
export function readIndex(folder: string): Scenario[] {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Record<string, { name: string }>
  return Object.entries(index).map(([id, { name }]) => ({ id, name }))
}

/** One recorded ledger, decoded, and the bytes it was decoded from. */
export interface RecordedLedger {
  meta: xdr.LedgerCloseMetaV2
  bytes: Uint8Array
}

const lastFragment = 0x7fff_ffff

/** A file is a sequence of records: 4 bytes of length with the top bit set, then a LedgerCloseMeta. */
export function readLedgers(folder: string, { id }: Scenario): RecordedLedger[] {
  const bytes = readFileSync(join(folder, `${id}.xdr`))
  const ledgers: RecordedLedger[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at) & lastFragment
    const record = new Uint8Array(bytes.subarray(at + 4, at + 4 + length))
    const decoded = xdr.LedgerCloseMeta.fromXDR(record)
    if (decoded.type !== 'v2') throw new Error(`${id} holds a meta of version ${decoded.type}`)
    ledgers.push({ meta: decoded.v2, bytes: record })
    at += 4 + length
  }
  return ledgers
}
