import { randomBytes } from 'node:crypto'
import * as xdr from '@stellar/stellar-sdk/xdr'
import { base64, concatenate, int32 } from '../bytes.ts'
import { HostFailure } from '../host/host.ts'
import { type AuthMode, type InvocationSimulation, simulateExtension, simulateInvocation, simulateRestoration } from '../host/simulate.ts'
import { keyOf } from '../ledger/key-of.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type InnerTransaction, readTransaction, sourceOf } from '../ledger/transaction.ts'
import type { Parameters } from './json-rpc.ts'
import { fromBase64, record, refuseJsonFormat, text, whole } from './parameters.ts'

/** Problems of the transaction are told in the answer's `error`, as stellar-rpc does. */
export function simulateTransaction(parameters: Parameters, ledger: Ledger): object {
  refuseJsonFormat(parameters)
  const inner = readInner(text(parameters, 'transaction'), ledger.networkId)
  if (inner === null) return { error: 'Could not unmarshal transaction', latestLedger: 0 }
  const [operation] = inner.body.operations
  if (operation === undefined || inner.body.operations.length !== 1) return refusal('Transaction contains more than one operation')
  if (inner.body.memo.type !== 'memoNone') {
    return refusal('Transaction contains a memo. Soroban transactions do not support memos.')
  }
  const mode = authMode(operation.body, text(parameters, 'authMode'))
  if ('error' in mode) return refusal(mode.error)
  try {
    return simulated(operation, inner, mode.mode, parameters, ledger)
  } catch (error) {
    if (error instanceof HostFailure) return { error: error.message, latestLedger: ledger.sequence }
    throw error
  }
}

function simulated(operation: xdr.Operation, inner: InnerTransaction, auth: AuthMode, parameters: Parameters, ledger: Ledger): object {
  const { body } = operation
  if (body.type === 'invokeHostFunction') {
    const leeway = record(parameters, 'resourceConfig')
    const simulation = simulateInvocation(ledger.simulator, ledger.moment, {
      operation: body.invokeHostFunctionOp.toXDR(),
      source: concatenate(int32(0), Buffer.from(sourceOf(operation, inner), 'hex')),
      seed: randomBytes(32),
      auth,
      upgradedAuth: parameters['useUpgradedAuth'] === true,
      leeway: whole(leeway, 'instructionLeeway'),
    })
    return invocationAnswer(simulation, ledger.sequence)
  }
  if (inner.soroban === null) {
    return refusal(
      'To perform a SimulateTransaction for ExtendFootprintTtl or RestoreFootprint operations, SorobanTransactionData must be provided',
    )
  }
  const { readOnly, readWrite } = inner.soroban.resources.footprint
  const simulation =
    body.type === 'extendFootprintTtl'
      ? simulateExtension(ledger.simulator, ledger.moment, encoded(readOnly), body.extendFootprintTtlOp.extendTo)
      : simulateRestoration(ledger.simulator, ledger.moment, encoded(readWrite))
  if (simulation.error !== '') return { error: simulation.error, latestLedger: ledger.sequence }
  return {
    ...dataAndFee(simulation.transactionData),
    ...(simulation.restoration === null ? {} : { restorePreamble: dataAndFee(simulation.restoration) }),
    latestLedger: ledger.sequence,
  }
}

function invocationAnswer(simulation: InvocationSimulation, latestLedger: number): object {
  const events = simulation.diagnostics.map(base64)
  if (simulation.error !== '') return { error: simulation.error, events, latestLedger }
  const stateChanges = simulation.changes.map(stateChange).filter((change) => change !== null)
  return {
    ...dataAndFee(simulation.transactionData),
    events,
    results: [{ auth: simulation.auth.map(base64), xdr: base64(simulation.value ?? new Uint8Array()) }],
    ...(stateChanges.length === 0 ? {} : { stateChanges }),
    latestLedger,
  }
}

function dataAndFee(data: Uint8Array | null): object {
  if (data === null) return {}
  return { transactionData: base64(data), minResourceFee: xdr.SorobanTransactionData.fromXDR(data).resourceFee.toString() }
}

function stateChange({ before, after }: { before: Uint8Array | null; after: Uint8Array | null }): object | null {
  const entry = before ?? after
  if (entry === null) return null
  return {
    type: before === null ? 'created' : after === null ? 'deleted' : 'updated',
    key: base64(keyOf(xdr.LedgerEntry.fromXDR(entry))),
    before: before === null ? null : base64(before),
    after: after === null ? null : base64(after),
  }
}

function authMode(body: xdr.OperationBody, wanted: string): { mode: AuthMode } | { error: string } {
  const modes: readonly string[] = ['enforce', 'record', 'record_allow_nonroot']
  if (wanted !== '' && !modes.includes(wanted)) {
    return { error: `optional 'authMode' must be one of ${modes.join(', ')} when included` }
  }
  if (body.type === 'invokeHostFunction') {
    const signed = body.invokeHostFunctionOp.auth.length > 0
    if (wanted === '') return { mode: signed ? 'enforce' : 'record' }
    return signed && wanted !== 'enforce'
      ? { error: `cannot set authMode to '${wanted}' with an auth footprint` }
      : { mode: wanted as AuthMode }
  }
  if (body.type === 'extendFootprintTtl' || body.type === 'restoreFootprint') {
    return wanted === '' ? { mode: 'enforce' } : { error: 'cannot set authMode with non-InvokeHostFunction operations' }
  }
  return { error: `transaction contains unsupported operation type: ${body.type}` }
}

function readInner(envelope: string, networkId: Uint8Array): InnerTransaction | null {
  const bytes = fromBase64(envelope)
  if (bytes === null) return null
  try {
    return readTransaction(bytes, networkId).inner
  } catch {
    return null
  }
}

function encoded(keys: readonly xdr.LedgerKey[]): Uint8Array[] {
  return keys.map((key) => key.toXDR())
}

function refusal(error: string): object {
  return { error, latestLedger: 0 }
}
