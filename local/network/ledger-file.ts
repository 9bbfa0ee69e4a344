import * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, hex } from './bytes.ts'
import { keyOf } from './ledger/key-of.ts'
import { keyText, lifetimeEntry, readKey, readLiveUntil } from './ledger/keys.ts'
import type { Ledger } from './ledger/ledger.ts'
import { snapshotOf } from './ledger/ledger-snapshot.ts'
import type { KeyText } from './ledger/state.ts'
import type { NodeSnapshot } from './node.ts'
import { badLedgerFile } from './problems.ts'
import { emptyQueue } from './queue.ts'

/** A ledger in the JSON of soroban-sdk's `LedgerSnapshot`, which contract tests and `stellar snapshot create` read and write. */
export interface LedgerFile {
  protocol_version: number
  sequence_number: number
  /** Unix seconds. */
  timestamp: number
  /** In hex; zeros for no network in particular. */
  network_id: string
  /** Stroops. */
  base_reserve: number
  /** Ledgers. */
  min_persistent_entry_ttl: number
  min_temp_entry_ttl: number
  max_entry_ttl: number
  ledger_entries: (FileEntry | OldFileEntry)[]
}

type Json = Parameters<typeof xdr.LedgerEntry.fromJson>[0]

interface FileEntry {
  entry: Json
  live_until: number | null
}

/** As before version 23 of the SDK: key, then entry and the last ledger it lives in. */
type OldFileEntry = [key: unknown, [entry: Json, liveUntil: number | null]]

/** Live entries only: the form has no place for the archive. */
export function exportLedger({ header, networkId, settings, state }: Ledger): LedgerFile {
  const { minPersistentTtl, minTemporaryTtl, maxEntryTtl } = settings.archival
  const entries = [...state].map(([, bytes]) => xdr.LedgerEntry.fromXDR(bytes)).filter(({ data }) => data.type !== 'ttl')
  return {
    protocol_version: header.ledgerVersion,
    sequence_number: header.ledgerSeq,
    timestamp: Number(header.scpValue.closeTime),
    network_id: hex(networkId),
    base_reserve: header.baseReserve,
    min_persistent_entry_ttl: minPersistentTtl,
    min_temp_entry_ttl: minTemporaryTtl,
    max_entry_ttl: maxEntryTtl,
    ledger_entries: entries.map((entry) => ({
      entry: entry.toJson(),
      live_until: readLiveUntil(state.get(readKey(keyOf(entry)).lifetime)),
    })),
  }
}

/**
 * What a network is that begins with a file, on top of what it is without one: the entries of the file replace its own, or come to
 * them. Settings in the file are taken when they are of the same protocol. Throws the Problem badLedgerFile.
 */
export function importLedger(file: LedgerFile, ledger: Ledger): NodeSnapshot {
  checkNetwork(file, ledger)
  const { header, state } = ledger
  const entries = new Map<KeyText, Uint8Array>(state)
  for (const [index, given] of file.ledger_entries.entries()) {
    const { entry, liveUntil } = readEntry(given, index)
    if (entry.data.type === 'configSetting' && file.protocol_version !== header.ledgerVersion) continue
    const bytes = keyOf(entry)
    const key = readKey(bytes)
    entries.set(keyText(bytes), entry.toXDR())
    if (!key.soroban) continue
    const last = liveUntil ?? file.sequence_number + ledger.settings.archival.maxEntryTtl - 1
    entries.set(key.lifetime, lifetimeEntry(bytes, last, file.sequence_number))
  }
  const scpValue = new xdr.StellarValue({ ...header.scpValue, closeTime: BigInt(file.timestamp) })
  // The first ledger has the number 1.
  const ledgerSeq = Math.max(file.sequence_number, 1)
  const from = new xdr.LedgerHeader({ ...header, ledgerSeq, scpValue, baseReserve: file.base_reserve || header.baseReserve })
  return {
    ledger: snapshotOf({ header: from, entries, archive: [] }),
    queue: emptyQueue,
    history: [],
    past: [],
  }
}

function checkNetwork(file: LedgerFile, { header, networkId, passphrase }: Ledger): void {
  if (!Array.isArray(file.ledger_entries)) throw badLedgerFile({ reason: 'it has no list ledger_entries' })
  for (const name of ['protocol_version', 'sequence_number', 'timestamp', 'base_reserve'] as const) {
    if (!Number.isSafeInteger(file[name])) throw badLedgerFile({ reason: `its ${name} is no number` })
  }
  if (file.protocol_version > header.ledgerVersion) {
    throw badLedgerFile({ reason: `it is of protocol ${file.protocol_version}, and this network of ${header.ledgerVersion}` })
  }
  const id = Buffer.from(file.network_id ?? '', 'hex')
  if (!equal(id, networkId) && !equal(id, Buffer.alloc(32))) {
    throw badLedgerFile({ reason: `it is of another network than that of the passphrase "${passphrase}"` })
  }
}

function readEntry(given: FileEntry | OldFileEntry, index: number): { entry: xdr.LedgerEntry; liveUntil: number | null } {
  try {
    const { entry, live_until } = Array.isArray(given) ? { entry: given[1][0], live_until: given[1][1] } : given
    return { entry: xdr.LedgerEntry.fromJson(entry), liveUntil: live_until }
  } catch (error) {
    throw badLedgerFile({ reason: `entry ${index} is none: ${error instanceof Error ? error.message : String(error)}`, cause: error })
  }
}
