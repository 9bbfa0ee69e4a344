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

export interface TransactionMetaParts {
  changesBefore: Uint8Array
  operations: readonly OperationMeta[]
  soroban: { charges: Charges; value: Uint8Array | null } | null
  /** XDR of DiagnosticEvents. */
  diagnostics: readonly Uint8Array[]
}

const none = int32(0)
const some = int32(1)
const noChanges = int32(0)

/** TransactionMeta, version 4. */
export function encodeTransactionMeta({ changesBefore, operations, soroban, diagnostics }: TransactionMetaParts): Uint8Array {
  const operationMetas = operations.map(({ changes, events }) => concatenate(none, changes, encodeList(events)))
  return concatenate(
    int32(4),
    none,
    changesBefore,
    encodeList(operationMetas),
    noChanges,
    soroban === null ? none : concatenate(some, encodeSorobanMeta(soroban.charges, soroban.value)),
    encodeList([]),
    encodeList(diagnostics),
  )
}

function encodeSorobanMeta({ fixed, refundable, rent }: Charges, value: Uint8Array | null): Uint8Array {
  const charges = concatenate(int32(1), none, int64(fixed), int64(refundable), int64(rent))
  return concatenate(charges, value === null ? none : concatenate(some, value))
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
  stateSize: bigint
}): Uint8Array {
  const processing = parts.processing.map(({ result, feeChanges, meta, refundChanges }) =>
    concatenate(none, result, feeChanges, meta, refundChanges),
  )
  const history = concatenate(parts.headerHash, parts.header, none)
  const noUpgrades = encodeList([])
  const noConsensus = encodeList([])
  const noEvictions = encodeList([])
  return concatenate(
    int32(2),
    none,
    history,
    parts.transactionSet,
    encodeList(processing),
    noUpgrades,
    noConsensus,
    int64(parts.stateSize),
    noEvictions,
  )
}
