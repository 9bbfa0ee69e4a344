import type * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, int32, sha256 } from '../../bytes.ts'
import { applyInvocation, type EntryChange, type Invocation, type InvocationOutcome } from '../../host/apply.ts'
import { isAssetValid } from '../asset.ts'
import { type Done, type Effect, type Refused, refused, type SorobanContext } from '../effect.ts'
import { entryType, type Key, lifetimeEntry, readKey, readLiveUntil, stamped } from '../keys.ts'
import type { Body, SorobanOperation } from '../operation.ts'
import { archivedPlaces, type Footprint, readFootprint } from '../soroban-validity.ts'
import type { KeyText } from '../state.ts'

export const invocationCode = {
  success: 0,
  malformed: -1,
  trapped: -2,
  resourceLimitExceeded: -3,
  entryArchived: -4,
  insufficientRefundableFee: -5,
} as const

export const invokeHostFunction: SorobanOperation<'invokeHostFunction'> = {
  level: 'medium',
  check({ invokeHostFunctionOp }, _inner, { settings }) {
    return isUnfit(invokeHostFunctionOp.hostFunction, settings.maxContractSize) ? null : invocationCode.success
  },
}

function isUnfit(wanted: xdr.HostFunction, maxContractSize: number): boolean {
  if (wanted.type === 'hostFunctionTypeUploadContractWasm') return wanted.wasm.length > maxContractSize
  if (wanted.type !== 'hostFunctionTypeCreateContract') return false
  const { contractIdPreimage } = wanted.createContract
  return contractIdPreimage.type === 'contractIdPreimageFromAsset' && !isAssetValid(contractIdPreimage.fromAsset)
}

/** stellar-core: InvokeHostFunctionOpFrame. */
export function applyInvokeHostFunction({ invokeHostFunctionOp }: Body<'invokeHostFunction'>, context: SorobanContext): Effect {
  const { rules, inner } = context
  const footprint = readFootprint(inner)
  const inputs = gather(footprint, context)
  if ('code' in inputs) return inputs
  const outcome = applyInvocation(rules.host, rules.moment, {
    function: invokeHostFunctionOp.hostFunction.toXDR(),
    source: context.source,
    seed: context.seed,
    auth: invokeHostFunctionOp.auth.map((entry) => entry.toXDR()),
    resources: resourcesOf(context).toXDR(),
    restored: inputs.restoredPlaces,
    inputs: inputs.entries,
  })
  return judgeOutcome(outcome, inputs.restored, context)
}

interface Inputs {
  entries: Invocation['inputs']
  restoredPlaces: number[]
  restored: RestoredEntry[]
}

interface RestoredEntry {
  key: Key
  entry: Uint8Array
}

// Reads the footprint as a validator does, and counts what comes from disk: classic entries and what comes out of the archive.
function gather(footprint: Footprint, context: SorobanContext): Inputs | Refused {
  const { settings, moment } = context.rules
  const entries: (Invocation['inputs'][number] | null)[] = []
  const restoredPlaces: number[] = []
  const restored: RestoredEntry[] = []
  const limit = resourcesOf(context).diskReadBytes
  const revived = moment.ledger + settings.archival.minPersistentTtl - 1
  let read = 0
  for (const [keys, readOnly] of [[footprint.readOnly, true] as const, [footprint.readWrite, false] as const]) {
    for (const [place, key] of keys.entries()) {
      const found = find(key, context)
      const archived = found?.archived === true
      if (archived && (readOnly || !archivedPlaces(context.inner).includes(place))) {
        return refused(invocationCode.entryArchived, 'the footprint holds an archived entry')
      }
      if (found !== null && isTooBig(key, found.entry, context)) {
        return refused(invocationCode.resourceLimitExceeded, 'an entry is larger than the network allows')
      }
      if (found !== null && (archived || !key.soroban)) read += found.entry.length
      if ((archived || !key.soroban) && read > limit) {
        return refused(invocationCode.resourceLimitExceeded, 'more bytes are read from disk than declared')
      }
      if (archived) {
        restoredPlaces.push(place)
        restored.push({ key, entry: found.entry })
      }
      entries.push(found === null ? null : { entry: found.entry, liveUntil: archived ? revived : found.liveUntil })
    }
  }
  return { entries, restoredPlaces, restored }
}

interface Found {
  entry: Uint8Array
  liveUntil: number | null
  archived: boolean
}

function find(key: Key, { view, archive, rules }: SorobanContext): Found | null {
  const live = view.get(key.text)
  if (!key.soroban) return live === null ? null : { entry: live, liveUntil: null, archived: false }
  const liveUntil = readLiveUntil(view.get(key.lifetime))
  if (live !== null && liveUntil !== null && liveUntil >= rules.moment.ledger) return { entry: live, liveUntil, archived: false }
  // What is temporary and over does not exist any more, though nobody may have swept it away yet.
  if (!key.persistent) return null
  const expired = live ?? archive.get(key.text)
  return expired === null ? null : { entry: expired, liveUntil: null, archived: true }
}

function judgeOutcome(outcome: InvocationOutcome, restored: readonly RestoredEntry[], context: SorobanContext): Effect {
  const { settings } = context.rules
  const { value, instructions, memory, diagnostics, events } = outcome
  const use = { instructions, memory }
  const resources = resourcesOf(context)
  const tooMuch = (reason: string) => refused(invocationCode.resourceLimitExceeded, reason, diagnostics, use)
  if (value === null) {
    const exceeded = instructions > BigInt(resources.instructions) || memory > BigInt(settings.compute.txMemoryLimit)
    return exceeded ? tooMuch(outcome.error) : refused(invocationCode.trapped, outcome.error, diagnostics, use)
  }
  let written = 0
  for (const { key, entry, readOnly } of outcome.changes) {
    if (readOnly || entry === null) continue
    if (isTooBig(readKey(key), entry, context)) return tooMuch('a written entry is larger than the network allows')
    written += entry.length
    if (written > resources.writeBytes) return tooMuch('more bytes are written than declared')
  }
  const eventBytes = events.reduce((sum, event) => sum + event.length, value.length)
  if (eventBytes > settings.maxEventBytes) return tooMuch('events and value are larger than the network allows')
  const { writes, cameBack } = readWrites(outcome.changes, restored, context)
  const effect: Done = {
    done: true,
    payload: sha256(value, int32(events.length), concatenate(...events)),
    writes,
    restored: cameBack,
    rentFee: outcome.rentFee,
    eventBytes,
    events,
    value,
    diagnostics,
    use,
  }
  return effect
}

function readWrites(changes: readonly EntryChange[], restored: readonly RestoredEntry[], { view, rules }: SorobanContext) {
  const { ledger } = rules.moment
  const revived = ledger + rules.settings.archival.minPersistentTtl - 1
  const writes = new Map<KeyText, Uint8Array | null>()
  const cameBack = new Map<KeyText, Uint8Array>()
  for (const { key, entry } of restored) {
    cameBack.set(key.text, stamped(entry, ledger))
    cameBack.set(key.lifetime, lifetimeEntry(key.bytes, revived, ledger))
  }
  for (const { key: bytes, entry, readOnly, lifetime } of changes) {
    const key = readKey(bytes)
    const isRestored = cameBack.has(key.text)
    if (!readOnly && entry !== null) writes.set(key.text, stamped(entry, ledger))
    if (lifetime !== null && lifetime.after > lifetime.before) writes.set(key.lifetime, lifetimeEntry(bytes, lifetime.after, ledger))
    else if (isRestored && entry !== null) writes.set(key.lifetime, lifetimeEntry(bytes, revived, ledger))
    if (!readOnly && entry === null && (view.get(key.text) !== null || isRestored)) {
      writes.set(key.text, null)
      if (key.soroban) writes.set(key.lifetime, null)
    }
  }
  return { writes, cameBack }
}

function isTooBig(key: Key, entry: Uint8Array, { rules }: SorobanContext): boolean {
  return isEntryTooBig(key, entry, rules.settings)
}

/** Whether contract data or code is larger than the network allows; other entries have no limit. */
export function isEntryTooBig(key: Key, entry: Uint8Array, settings: { maxContractSize: number; maxEntrySize: number }): boolean {
  if (key.type === entryType.contractCode) return entry.length > settings.maxContractSize
  return key.type === entryType.contractData && entry.length > settings.maxEntrySize
}

function resourcesOf({ inner }: SorobanContext) {
  if (inner.soroban === null) throw new Error('a Soroban operation without resources came past the checks')
  return inner.soroban.resources
}
