import { concatenate, equal, int32, int64 } from '../bytes.ts'
import { keyBytes } from './keys.ts'
import type { Change, KeyText } from './state.ts'

/** XDR of what a ledger did, put together from bytes that are XDR already. */

const changeType = { created: 0, updated: 1, removed: 2, state: 3, restored: 4 } as const

export function encodeList(items: readonly Uint8Array[]): Uint8Array {
  return concatenate(int32(items.length), ...items)
}

/** LedgerEntryChanges: what was, then what is. `restored` has what came back from the archive, as it came. */
export function encodeChanges(changes: readonly Change[], restored: ReadonlyMap<KeyText, Uint8Array> = new Map()): Uint8Array {
  return encodeList(changes.flatMap((change) => encodeChange(change, restored.get(change.key) ?? null)))
}

function encodeChange({ key, before, after }: Change, restored: Uint8Array | null): Uint8Array[] {
  const entry = (type: keyof typeof changeType, bytes: Uint8Array) => concatenate(int32(changeType[type]), bytes)
  if (restored !== null) {
    if (after === null) return [entry('restored', restored), entry('removed', keyBytes(key))]
    return equal(restored, after) ? [entry('restored', after)] : [entry('restored', restored), entry('updated', after)]
  }
  if (after === null) return before === null ? [] : [entry('state', before), entry('removed', keyBytes(key))]
  return before === null ? [entry('created', after)] : [entry('state', before), entry('updated', after)]
}

export interface OperationMeta {
  changes: Uint8Array
  /** XDR of ContractEvents. */
  events: readonly Uint8Array[]
}

/** What Soroban charged, in stroops. */
export interface Charges {
  fixed: bigint
  refundable: bigint
  rent: bigint
}

/** What nodes tell only when they are configured to; RPC servers have theirs tell all of it. */
export interface Reporting {
  /** Events of fees and of classic operations (stellar-core: EMIT_CLASSIC_EVENTS). */
  classicEvents: boolean
  /** What Soroban charged (EMIT_SOROBAN_TRANSACTION_META_EXT_V1). */
  charges: boolean
}

export interface TransactionMetaParts {
  /** One list of changes for each step. */
  changesBefore: readonly (readonly Change[])[]
  operations: readonly OperationMeta[]
  soroban: { charges: Charges | null; value: Uint8Array | null } | null
  /** XDR of TransactionEvents. */
  events: readonly Uint8Array[]
  /** XDR of DiagnosticEvents. */
  diagnostics: readonly Uint8Array[]
}

const none = int32(0)
const some = int32(1)
const noChanges = int32(0)

/** TransactionMeta, version 4. */
export function encodeTransactionMeta({ changesBefore, operations, soroban, events, diagnostics }: TransactionMetaParts): Uint8Array {
  const operationMetas = operations.map((operation) => concatenate(none, operation.changes, encodeList(operation.events)))
  return concatenate(
    int32(4),
    none,
    encodeList(changesBefore.flatMap((changes) => changes.flatMap((change) => encodeChange(change, null)))),
    encodeList(operationMetas),
    noChanges,
    soroban === null ? none : concatenate(some, encodeSorobanMeta(soroban.charges, soroban.value)),
    encodeList(events),
    encodeList(diagnostics),
  )
}

function encodeSorobanMeta(charges: Charges | null, value: Uint8Array | null): Uint8Array {
  const returned = value === null ? none : concatenate(some, value)
  if (charges === null) return concatenate(none, returned)
  return concatenate(int32(1), none, int64(charges.fixed), int64(charges.refundable), int64(charges.rent), returned)
}

export interface TransactionProcessing {
  /** TransactionResultPair. */
  result: Uint8Array
  feeChanges: Uint8Array
  meta: Uint8Array
  refundChanges: Uint8Array
}

/** LedgerCloseMeta, version 2. */
export function encodeLedgerMeta(parts: {
  headerHash: Uint8Array
  header: Uint8Array
  /** GeneralizedTransactionSet. */
  transactionSet: Uint8Array
  processing: readonly TransactionProcessing[]
  /** XDR of UpgradeEntryMetas. */
  upgrades: readonly Uint8Array[]
  /** Bytes of live contract data and code: the mean that rent is priced by. */
  stateSize: bigint
  /** XDR of keys. */
  evicted: readonly Uint8Array[]
}): Uint8Array {
  const processing = parts.processing.map(({ result, feeChanges, meta, refundChanges }) =>
    concatenate(none, result, feeChanges, meta, refundChanges),
  )
  const history = concatenate(parts.headerHash, parts.header, none)
  const noConsensus = encodeList([])
  return concatenate(
    int32(2),
    none,
    history,
    parts.transactionSet,
    encodeList(processing),
    encodeList(parts.upgrades),
    noConsensus,
    int64(parts.stateSize),
    encodeList(parts.evicted),
  )
}
