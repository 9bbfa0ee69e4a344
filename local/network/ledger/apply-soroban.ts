import type * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, int32, int64, sha256 } from '../bytes.ts'
import { HostFailure } from '../host/host.ts'
import { diagnosticError, figure } from './diagnostics.ts'
import { type Effect, type Refused, refused, type SorobanContext } from './effect.ts'
import type { Charges } from './meta.ts'
import { applyExtendFootprintTtl, extensionCode } from './operations/extend-footprint-ttl.ts'
import { applyInvokeHostFunction, invocationCode } from './operations/invoke-host-function.ts'
import { applyRestoreFootprint, restorationCode } from './operations/restore-footprint.ts'
import type { Place, Progress, SorobanRun } from './progress.ts'
import { operationResult, transactionCode } from './result.ts'
import { readFootprint, resourceFees } from './soroban-validity.ts'
import { type InnerTransaction, resourceFeeOf, sourceOf } from './transaction.ts'

const insufficientRefundableFee = {
  invokeHostFunction: invocationCode.insufficientRefundableFee,
  extendFootprintTtl: extensionCode.insufficientRefundableFee,
  restoreFootprint: restorationCode.insufficientRefundableFee,
} as const

type Kind = keyof typeof insufficientRefundableFee

/** Carries out the one operation of a Soroban transaction. Its writes are the caller's to bring into force. */
export function carryOutSoroban(progress: Progress, { state, archive, rules, setHash }: Place): void {
  const { transaction } = progress
  const { inner } = transaction
  if (progress.refused !== null) {
    progress.outcome = progress.refused
  } else {
    const seed = seedOf(setHash, progress.index)
    const run = applySoroban(inner, { view: state, archive, rules, seed })
    progress.soroban = run
    progress.reason = run.reason
    const code = run.internalError ? 'internalError' : run.result.succeeded ? 'success' : 'failed'
    progress.outcome = { code: transactionCode[code], operations: [run.result], outerCode: null }
  }
  const fixed = resourceFees(inner, readFootprint(inner), rules, 0).fixed
  const spent = progress.soroban?.charges.refundable ?? 0n
  progress.refund = resourceFeeOf(inner) - fixed - spent
}

/** Of the pseudo-random numbers that contracts draw in one transaction: what nobody knew before the set was agreed on. */
export function seedOf(setHash: Uint8Array, index: number): Uint8Array {
  return sha256(setHash, int64(BigInt(index)))
}

function applySoroban(inner: InnerTransaction, where: Omit<SorobanContext, 'inner' | 'source'>): SorobanRun {
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
  const unaffordable = effect.done ? refundProblem(charges, resourceFeeOf(inner) - charges.fixed) : null
  if (effect.done && unaffordable !== null) {
    const { use, metrics, diagnostics } = effect
    const told = { diagnostics: [...diagnostics, unaffordable], use, metrics }
    return failed(type, refused(insufficientRefundableFee[type], 'the refundable fee does not suffice', told), charges.fixed)
  }
  if (!effect.done) return failed(type, effect, charges.fixed)
  const { payload, writes, restored, events, value, use } = effect
  return {
    result: operationResult(type, 0, payload),
    writes,
    restored,
    events,
    value,
    diagnostics: diagnosticsOf(effect),
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

function failed(type: Kind, effect: Refused, fixed: bigint): SorobanRun {
  const { code, use, reason } = effect
  return {
    result: operationResult(type, code),
    writes: new Map(),
    restored: new Map(),
    events: [],
    value: null,
    diagnostics: diagnosticsOf(effect),
    charges: { fixed, refundable: 0n, rent: 0n },
    use,
    reason,
    internalError: false,
  }
}

// Why the refundable part of the fee does not suffice, as a diagnostic event; rent is paid first.
function refundProblem({ refundable, rent }: Charges, available: bigint): Uint8Array | null {
  const message = 'refundable resource fee was not sufficient to cover the'
  if (rent > available) return diagnosticError('budget', `${message} ledger storage rent: {} > {}`, [figure(rent), figure(available)])
  if (refundable <= available) return null
  const values = [figure(refundable - rent), figure(available - rent)]
  return diagnosticError('budget', `${message} events fee after paying for ledger storage rent: {} > {}`, values)
}

function diagnosticsOf({ diagnostics, metrics, done }: Effect): readonly Uint8Array[] {
  return [...diagnostics, ...(metrics?.events(done) ?? [])]
}

function isKind(type: string): type is Kind {
  return Object.hasOwn(insufficientRefundableFee, type)
}
