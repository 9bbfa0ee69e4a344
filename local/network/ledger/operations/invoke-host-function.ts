import type * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, int32, sha256 } from '../../bytes.ts'
import { applyInvocation, type EntryChange, type InvocationOutcome } from '../../host/apply.ts'
import { HostFailure } from '../../host/host.ts'
import { isAssetValid } from '../asset.ts'
import { diagnosticError, figure } from '../diagnostics.ts'
import { type Effect, refused, type SorobanContext } from '../effect.ts'
import { sizeProblem } from '../entry-size.ts'
import { type RestoredEntry, readInputs } from '../footprint-inputs.ts'
import { InvocationMetrics } from '../invocation-metrics.ts'
import { lifetimeEntry, readKey, stamped } from '../keys.ts'
import type { Body, SorobanOperation } from '../operation-kind.ts'
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
  const { rules, source, seed } = context
  const metrics = new InvocationMetrics()
  const inputs = readInputs(context, metrics)
  if ('problem' in inputs) {
    const { problem, reason, diagnostic } = inputs
    const code = problem === 'archived' ? invocationCode.entryArchived : invocationCode.resourceLimitExceeded
    return refused(code, reason, { diagnostics: [diagnostic], metrics })
  }
  const outcome = applyInvocation(rules.host, rules.moment, {
    function: invokeHostFunctionOp.hostFunction.toXDR(),
    source,
    seed,
    auth: invokeHostFunctionOp.auth.map((entry) => entry.toXDR()),
    resources: resourcesOf(context).toXDR(),
    restored: inputs.restoredPlaces,
    inputs: inputs.entries,
  })
  const { instructions, memory, diagnostics, events, value } = outcome
  if (outcome.internalError) throw new HostFailure(outcome.error)
  const use = { instructions, memory }
  metrics.noteUse(use)
  const problem = limitProblem(outcome, context, metrics)
  if (problem !== null) {
    const { code, reason, diagnostic } = problem
    return refused(code, reason, { diagnostics: [...diagnostics, ...diagnostic], use, metrics })
  }
  if (value === null) return refused(invocationCode.trapped, outcome.error, { diagnostics, use, metrics })
  const { writes, cameBack } = readWrites(outcome.changes, inputs.restored, context)
  return {
    done: true,
    payload: sha256(value, int32(events.length), ...events),
    writes,
    restored: cameBack,
    rentFee: outcome.rentFee,
    eventBytes: metrics.eventBytes,
    events,
    value,
    diagnostics,
    use,
    metrics,
  }
}

interface LimitProblem {
  code: number
  reason: string
  diagnostic: readonly Uint8Array[]
}

function limitProblem(outcome: InvocationOutcome, context: SorobanContext, metrics: InvocationMetrics): LimitProblem | null {
  const { settings } = context.rules
  const { value, instructions, memory, events, changes, error } = outcome
  const { instructions: declared, writeBytes } = resourcesOf(context)
  const tooMuch = (message: string, used: number | bigint, limit: number, reason = message): LimitProblem => {
    const diagnostic = [diagnosticError('budget', message, [figure(used), figure(limit)])]
    return { code: invocationCode.resourceLimitExceeded, reason, diagnostic }
  }
  if (value === null) {
    const { txMemoryLimit } = settings.compute
    if (instructions > BigInt(declared)) return tooMuch('operation instructions exceeds amount specified', instructions, declared, error)
    if (memory <= BigInt(txMemoryLimit)) return null
    return tooMuch('operation memory usage exceeds network config limit', memory, txMemoryLimit, error)
  }
  for (const { key: bytes, entry, readOnly } of changes) {
    if (readOnly || entry === null) continue
    const key = readKey(bytes)
    const tooBig = sizeProblem(key, entry.length, settings)
    const reason = 'a written entry is larger than the network allows'
    if (tooBig !== null) return { code: invocationCode.resourceLimitExceeded, reason, diagnostic: [tooBig] }
    metrics.noteWrite(key, entry.length)
    const { bytesWritten } = metrics
    if (bytesWritten > writeBytes) return tooMuch('operation byte-write resources exceeds amount specified', bytesWritten, writeBytes)
  }
  const { maxEventBytes } = settings
  for (const event of events) {
    metrics.noteEvent(event.length)
    if (metrics.eventBytes > maxEventBytes) {
      return tooMuch('total events size exceeds network config maximum', metrics.eventBytes, maxEventBytes)
    }
  }
  metrics.noteValue(value.length)
  if (metrics.eventBytes <= maxEventBytes) return null
  return tooMuch('return value pushes events size above network config maximum', metrics.eventBytes, maxEventBytes)
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
  for (const { key } of restored) {
    const expired = view.get(key.lifetime)
    // What was not evicted yet came back with its old lifetime, unless it was only prolonged as far as all that comes back.
    if (expired !== null && !isSame(writes.get(key.lifetime), cameBack.get(key.lifetime)))
      cameBack.set(key.lifetime, stamped(expired, ledger))
  }
  return { writes, cameBack }
}

function isSame(one: Uint8Array | null | undefined, other: Uint8Array | undefined): boolean {
  return one !== null && one !== undefined && other !== undefined && equal(one, other)
}

function resourcesOf({ inner }: SorobanContext) {
  if (inner.soroban === null) throw new Error('a Soroban operation without resources came past the checks')
  return inner.soroban.resources
}
