import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as xdr from '@stellar/stellar-sdk/xdr'
import type { Scenario } from './recordings.ts'

/** One recorded ledger, decoded, and the bytes it was decoded from. */
export interface RecordedLedger {
  meta: xdr.LedgerCloseMetaV2
  bytes: Uint8Array
}

const lengthMask = 0x7fff_ffff

/** A file is a sequence of records: 4 bytes of length with the top bit set, then a LedgerCloseMeta. */
export function readLedgers({ folder, id }: Scenario): RecordedLedger[] {
  const bytes = readFileSync(join(folder, `${id}.xdr`))
  const ledgers: RecordedLedger[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw new Error(`${id}.xdr ends inside the length of a record`)
    const length = bytes.readUInt32BE(at) & lengthMask
    if (at + 4 + length > bytes.length) throw new Error(`${id}.xdr ends inside a record`)
    const record = new Uint8Array(bytes.subarray(at + 4, at + 4 + length))
    const decoded = xdr.LedgerCloseMeta.fromXDR(record)
    if (decoded.type !== 'v2') throw new Error(`${id}.xdr holds a meta of version ${decoded.type}`)
    ledgers.push({ meta: decoded.v2, bytes: record })
    at += 4 + length
  }
  return ledgers
}
