import type * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, int32 } from '../bytes.ts'
import { HostFailure } from '../host/host.ts'
import { type Effect, type Refused, refused, type SorobanContext } from './effect.ts'
import type { Charges } from './meta.ts'
import { applyExtendFootprintTtl, extensionCode } from './operations/extend-footprint-ttl.ts'
import { applyInvokeHostFunction, invocationCode } from './operations/invoke-host-function.ts'
import { applyRestoreFootprint, restorationCode } from './operations/restore-footprint.ts'
import { type OperationResult, operationResult } from './result.ts'
import { readFootprint, resourceFees } from './soroban-validity.ts'
import type { KeyText } from './state.ts'
import { type InnerTransaction, resourceFeeOf, sourceOf } from './transaction.ts'

/** What became of the operation of a Soroban transaction. */
export interface SorobanRun {
  result: OperationResult
  /** Not in force yet. */
  writes: ReadonlyMap<KeyText, Uint8Array | null>
  restored: ReadonlyMap<KeyText, Uint8Array>
  events: readonly Uint8Array[]
  value: Uint8Array | null
  diagnostics: readonly Uint8Array[]
  charges: Charges
  /** What the host counted; null for operations that do not run in it. */
  use: { instructions: bigint; memory: bigint } | null
  reason: string
  /** The host itself came apart: nobody's transaction, but ours to explain. */
  internalError: boolean
}

const insufficientRefundableFee = {
  invokeHostFunction: invocationCode.insufficientRefundableFee,
  extendFootprintTtl: extensionCode.insufficientRefundableFee,
  restoreFootprint: restorationCode.insufficientRefundableFee,
} as const

type Kind = keyof typeof insufficientRefundableFee

export function applySoroban(inner: InnerTransaction, where: Omit<SorobanContext, 'inner' | 'source'>): SorobanRun {
  const [operation] = inner.body.operations
  const type = operation?.body.type
  if (operation === undefined || type === undefined || !isKind(type)) throw new Error('not a Soroban transaction')
  const source = concatenate(int32(0), Buffer.from(sourceOf(operation, inner), 'hex'))
  const context: SorobanContext = { ...where, inner, source }
  const effect = run(operation.body, context)
  if (effect instanceof HostFailure) {
    const { fixed } = resourceFees(inner, readFootprint(inner), where.rules, 0)
    return { ...failed(type, refused(invocationCode.trapped, effect.message), fixed), internalError: true }
  }
  const charges = chargesFor(effect, context)
  const affordable = charges.refundable <= resourceFeeOf(inner) - charges.fixed
  if (effect.done && !affordable) {
    const tooLittle = refused(insufficientRefundableFee[type], 'the refundable fee does not suffice', effect.diagnostics, effect.use)
    return failed(type, tooLittle, charges.fixed)
  }
  if (!effect.done) return failed(type, effect, charges.fixed)
  const { payload, writes, restored, events, value, diagnostics, use } = effect
  return {
    result: operationResult(type, 0, payload),
    writes,
    restored,
    events,
    value,
    diagnostics,
    charges,
    use,
    reason: '',
    internalError: false,
  }
}

// The host may come apart, or refuse a request as such. Then the transaction fails, and the ledger goes on.
function run(body: xdr.OperationBody, context: SorobanContext): Effect | HostFailure {
  try {
    switch (body.type) {
      case 'invokeHostFunction':
        return applyInvokeHostFunction(body, context)
      case 'extendFootprintTtl':
        return applyExtendFootprintTtl(body, context)
      case 'restoreFootprint':
        return applyRestoreFootprint(context)
      default:
        throw new Error(`${body.type} is no Soroban operation`)
    }
  } catch (error) {
    if (error instanceof HostFailure) return error
    throw error
  }
}

function chargesFor(effect: Effect, { inner, rules }: SorobanContext): Charges {
  const eventBytes = effect.done ? effect.eventBytes : 0
  const { fixed, refundable } = resourceFees(inner, readFootprint(inner), rules, eventBytes)
  const rent = effect.done ? effect.rentFee : 0n
  return { fixed, refundable: rent + refundable, rent }
}

function failed(type: Kind, { code, diagnostics, use, reason }: Refused, fixed: bigint): SorobanRun {
  return {
    result: operationResult(type, code),
    writes: new Map(),
    restored: new Map(),
    events: [],
    value: null,
    diagnostics,
    charges: { fixed, refundable: 0n, rent: 0n },
    use,
    reason,
    internalError: false,
  }
}

function isKind(type: string): type is Kind {
  return Object.hasOwn(insufficientRefundableFee, type)
}
