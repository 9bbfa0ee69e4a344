import { type Host, operation } from './host.ts'
import { type Moment, putMoment } from './moment.ts'
import { type AnswerReader, RequestWriter } from './wire.ts'

export type AuthMode = 'enforce' | 'record' | 'record_allow_nonroot'

export interface InvocationSimulation {
  /** Empty: the invocation would succeed. */
  error: string
  value: Uint8Array | null
  instructions: number
  memory: number
  /** SorobanTransactionData, when it would succeed. */
  transactionData: Uint8Array | null
  auth: Uint8Array[]
  diagnostics: Uint8Array[]
  changes: { before: Uint8Array | null; after: Uint8Array | null }[]
}

export function simulateInvocation(
  host: Host,
  moment: Moment,
  invocation: { operation: Uint8Array; source: Uint8Array; seed: Uint8Array; auth: AuthMode; upgradedAuth: boolean; leeway: number },
): InvocationSimulation {
  const request = putMoment(new RequestWriter(), moment)
    .bytes(invocation.operation)
    .bytes(invocation.source)
    .raw(invocation.seed)
    .u32({ enforce: 0, record: 1, record_allow_nonroot: 2 }[invocation.auth])
    .flag(invocation.upgradedAuth)
    .u32(invocation.leeway)
  const answer = host.call(operation.simulateInvocation, request.finish())
  return {
    error: answer.text(),
    value: optional(answer),
    instructions: answer.u32(),
    memory: answer.u32(),
    transactionData: optional(answer),
    auth: answer.list((reader) => reader.bytes()),
    diagnostics: answer.list((reader) => reader.bytes()),
    changes: answer.list((reader) => ({ before: optional(reader), after: optional(reader) })),
  }
}

export interface FootprintSimulation {
  error: string
  transactionData: Uint8Array | null
  /** SorobanTransactionData of the restoration that has to come first. */
  restoration: Uint8Array | null
}

export function simulateExtension(host: Host, moment: Moment, keys: readonly Uint8Array[], extendTo: number): FootprintSimulation {
  const request = putMoment(new RequestWriter(), moment).list(keys, (writer, key) => writer.bytes(key))
  return readFootprint(host.call(operation.simulateExtension, request.u32(extendTo).finish()))
}

export function simulateRestoration(host: Host, moment: Moment, keys: readonly Uint8Array[]): FootprintSimulation {
  const request = putMoment(new RequestWriter(), moment).list(keys, (writer, key) => writer.bytes(key))
  return readFootprint(host.call(operation.simulateRestoration, request.finish()))
}

function readFootprint(answer: AnswerReader): FootprintSimulation {
  return { error: answer.text(), transactionData: optional(answer), restoration: optional(answer) }
}

function optional(reader: AnswerReader): Uint8Array | null {
  const bytes = reader.bytes()
  return bytes.length === 0 ? null : bytes
}
