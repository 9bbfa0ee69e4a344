import { randomBytes } from 'node:crypto'
import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, int32 } from '../bytes.ts'
import { HostFailure } from '../host/host.ts'
import {
  type AuthMode,
  type FootprintSimulation,
  type InvocationSimulation,
  simulateExtension,
  simulateInvocation,
  simulateRestoration,
} from '../host/simulate.ts'
import { keyOf } from '../ledger/key-of.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type InnerTransaction, readTransaction, sourceOf } from '../ledger/transaction.ts'
import { type Format, inFormat, plainFields, readFormat } from './format.ts'
import { type Parameters, RpcError } from './json-rpc.ts'
import { flag, fromBase64, record, text, whole } from './parameters.ts'

interface Wishes {
  authMode: string
  upgradedAuth: boolean
  /** Instructions. */
  leeway: number
  format: Format
}

/** Problems of the transaction are told in the answer's `error`, as stellar-rpc does. */
export function simulateTransaction(parameters: Parameters, ledger: Ledger): object {
  const envelope = text(parameters, 'transaction')
  const wishes = readWishes(parameters)
  if (!('format' in wishes)) return wishes
  const inner = readInner(envelope, ledger.networkId)
  if (inner === null) return refusal('Could not unmarshal transaction')
  const [operation] = inner.body.operations
  if (operation === undefined || inner.body.operations.length !== 1) return refusal('Transaction contains more than one operation')
  if (inner.body.memo.type !== 'memoNone') {
    return refusal('Transaction contains a memo. Soroban transactions do not support memos.')
  }
  const problem = problemOf(operation.body, wishes.authMode)
  if (problem !== null) return refusal(problem)
  try {
    return simulated(operation, inner, wishes, ledger)
  } catch (error) {
    if (error instanceof HostFailure) return refusal(error.message, ledger.sequence)
    throw error
  }
}

// A format that there is not is told like everything else here; shapes that are wrong are not.
function readWishes(parameters: Parameters): Wishes | Refusal {
  const authMode = text(parameters, 'authMode')
  const upgradedAuth = flag(parameters, 'useUpgradedAuth')
  const leeway = whole(record(parameters, 'resourceConfig'), 'instructionLeeway', 64)
  try {
    return { authMode, upgradedAuth, leeway, format: readFormat(parameters) }
  } catch (error) {
    if (error instanceof RpcError && error.data === undefined) return refusal(error.message)
    throw error
  }
}

function problemOf(body: xdr.OperationBody, wanted: string): string | null {
  if (wanted !== '' && !authModes.includes(wanted)) return `optional 'authMode' must be one of ${authModes.join(',')} when included`
  if (body.type === 'invokeHostFunction') {
    const signed = body.invokeHostFunctionOp.auth.length > 0
    return signed && wanted !== '' && wanted !== 'enforce' ? `cannot set authMode to '${wanted}' with an auth footprint` : null
  }
  if (body.type === 'extendFootprintTtl' || body.type === 'restoreFootprint') {
    return wanted === '' ? null : 'cannot set authMode with non-InvokeHostFunction operations'
  }
  const name = `OperationType${body.type.slice(0, 1).toUpperCase()}${body.type.slice(1)}`
  return `transaction contains unsupported operation type: ${name}`
}

const authModes: readonly string[] = ['enforce', 'record', 'record_allow_nonroot']
const largestLeeway = 2 ** 32 - 1

function simulated(operation: xdr.Operation, inner: InnerTransaction, wishes: Wishes, ledger: Ledger): object {
  const { body } = operation
  const { format, authMode, upgradedAuth, leeway } = wishes
  if (body.type === 'invokeHostFunction') {
    if (leeway > largestLeeway) return refusal('out of range integral type conversion attempted', ledger.sequence)
    const { auth } = body.invokeHostFunctionOp
    const simulation = simulateInvocation(ledger.simulator, ledger.moment, {
      operation: body.invokeHostFunctionOp.toXdr(),
      source: concatenate(int32(0), Buffer.from(sourceOf(operation, inner), 'hex')),
      seed: randomBytes(32),
      auth: authMode === '' ? (auth.length > 0 ? 'enforce' : 'record') : (authMode as AuthMode),
      upgradedAuth,
      leeway,
    })
    return invocationAnswer(simulation, format, ledger.sequence)
  }
  if (inner.soroban === null) return refusal(dataIsMissing)
  const { readOnly, readWrite } = inner.soroban.resources.footprint
  const simulation =
    body.type === 'extendFootprintTtl'
      ? simulateExtension(ledger.simulator, ledger.moment, encoded(readOnly), body.extendFootprintTtlOp.extendTo)
      : simulateRestoration(ledger.simulator, ledger.moment, encoded(readWrite))
  return footprintAnswer(simulation, format, ledger.sequence)
}

const dataIsMissing =
  'To perform a SimulateTransaction for ExtendFootprintTtl or RestoreFootprint operations, SorobanTransactionData must be provided'

function invocationAnswer(simulation: InvocationSimulation, format: Format, latestLedger: number): object {
  const events = plainFields(format, { events: [xdr.DiagnosticEvent, simulation.diagnostics] })
  if (simulation.error !== '') return { error: simulation.error, ...events, latestLedger }
  const stateChanges = simulation.changes.map((change) => stateChange(change, format)).filter((change) => change !== null)
  return {
    ...dataAndFee(simulation.transactionData, format),
    ...events,
    results: [result(simulation, format)],
    ...(stateChanges.length === 0 ? {} : { stateChanges }),
    latestLedger,
  }
}

// The list of authorizations is there in base64 even when it is empty.
function result({ auth, value }: InvocationSimulation, format: Format): object {
  const returned = inFormat(format, xdr.ScVal, value ?? xdr.ScVal.scvVoid().toXdr())
  const entries = plainFields(format, { auth: [xdr.SorobanAuthorizationEntry, auth] })
  return format === 'json' ? { ...entries, returnValueJson: returned } : { auth: [], ...entries, xdr: returned }
}

function footprintAnswer({ error, transactionData, restoration }: FootprintSimulation, format: Format, latestLedger: number): object {
  if (error !== '') return refusal(error, latestLedger)
  return {
    ...dataAndFee(transactionData, format),
    ...(restoration === null ? {} : { restorePreamble: dataAndFee(restoration, format) }),
    latestLedger,
  }
}

function dataAndFee(data: Uint8Array | null, format: Format): object {
  if (data === null) return {}
  const minResourceFee = xdr.SorobanTransactionData.fromXdr(data).resourceFee.toString()
  return { ...plainFields(format, { transactionData: [xdr.SorobanTransactionData, data] }), minResourceFee }
}

function stateChange({ before, after }: { before: Uint8Array | null; after: Uint8Array | null }, format: Format): object | null {
  const entry = before ?? after
  if (entry === null) return null
  const nothing = new Uint8Array()
  return {
    type: before === null ? 'created' : after === null ? 'deleted' : 'updated',
    // Both are there in base64 form, though one of them may be empty.
    before: null,
    after: null,
    ...plainFields(format, {
      key: [xdr.LedgerKey, keyOf(xdr.LedgerEntry.fromXdr(entry))],
      before: [xdr.LedgerEntry, before ?? nothing],
      after: [xdr.LedgerEntry, after ?? nothing],
    }),
  }
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
  return keys.map((key) => key.toXdr())
}

interface Refusal {
  error: string
  latestLedger: number
}

function refusal(error: string, latestLedger = 0): Refusal {
  return { error, latestLedger }
}
