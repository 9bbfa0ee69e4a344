import { type Host, operation } from './host.ts'
import { type Moment, putMoment } from './moment.ts'
import { type AnswerReader, RequestWriter } from './wire.ts'

/** All XDR. */
export interface Invocation {
  function: Uint8Array
  source: Uint8Array
  seed: Uint8Array
  auth: readonly Uint8Array[]
  resources: Uint8Array
  /** Places in the read-write footprint whose entries are brought back from the archive. */
  restored: readonly number[]
  /** In the footprint's order, read-only first; null where there is no entry. */
  inputs: readonly ({ entry: Uint8Array; liveUntil: number | null } | null)[]
}

export interface InvocationOutcome {
  /** XDR of the value, or null and the host's text. */
  value: Uint8Array | null
  error: string
  /** The fault is the host's own. */
  internalError: boolean
  instructions: bigint
  memory: bigint
  rentFee: bigint
  changes: EntryChange[]
  events: Uint8Array[]
  diagnostics: Uint8Array[]
}

export interface EntryChange {
  readOnly: boolean
  key: Uint8Array
  /** Null when the entry was removed, or is read-only. */
  entry: Uint8Array | null
  lifetime: { before: number; after: number } | null
}

export function applyInvocation(host: Host, moment: Moment, invocation: Invocation): InvocationOutcome {
  const request = putMoment(new RequestWriter(), moment)
    .bytes(invocation.function)
    .bytes(invocation.source)
    .raw(invocation.seed)
    .list(invocation.auth, (writer, entry) => writer.bytes(entry))
    .bytes(invocation.resources)
    .list(invocation.restored, (writer, place) => writer.u32(place))
    .list(invocation.inputs, (writer, input) => writer.bytes(input?.entry ?? new Uint8Array()).u32(input?.liveUntil ?? 0))
    .flag(true)
  const answer = host.call(operation.applyInvocation, request.finish())
  const [succeeded, internal] = [0, 2]
  const status = answer.u32()
  const told = answer.bytes()
  return {
    value: status === succeeded ? told : null,
    error: status === succeeded ? '' : Buffer.from(told).toString('utf8'),
    internalError: status === internal,
    instructions: answer.u64(),
    memory: answer.u64(),
    rentFee: answer.u64(),
    changes: answer.list(readChange),
    events: answer.list((reader) => reader.bytes()),
    diagnostics: answer.list((reader) => reader.bytes()),
  }
}

function readChange(reader: AnswerReader): EntryChange {
  const readOnly = reader.flag()
  const key = reader.bytes()
  const entry = reader.bytes()
  const [before, after] = [reader.u32(), reader.u32()]
  return { readOnly, key, entry: entry.length === 0 ? null : entry, lifetime: before === 0 && after === 0 ? null : { before, after } }
}

export interface ResourceUse {
  instructions: number
  diskReads: number
  writtenEntries: number
  bytesRead: number
  bytesWritten: number
  eventBytes: number
  transactionBytes: number
}

/** Stroops. */
export function resourceFee(host: Host, use: ResourceUse): { fixed: bigint; refundable: bigint } {
  const request = new RequestWriter()
    .u32(use.instructions)
    .u32(use.diskReads)
    .u32(use.writtenEntries)
    .u32(use.bytesRead)
    .u32(use.bytesWritten)
    .u32(use.eventBytes)
    .u32(use.transactionBytes)
  const answer = host.call(operation.resourceFee, request.finish())
  return { fixed: BigInt.asIntN(64, answer.u64()), refundable: BigInt.asIntN(64, answer.u64()) }
}

/** What rent is charged for; sizes in bytes, lifetimes as last ledgers, 0 for what is new. */
export interface RentChange {
  persistent: boolean
  code: boolean
  size: { before: number; after: number }
  liveUntil: { before: number; after: number }
}

/** Stroops. */
export function rentFee(host: Host, ledger: number, changes: readonly RentChange[]): bigint {
  const request = new RequestWriter().u32(ledger).list(changes, (writer, change) => {
    writer.flag(change.persistent).flag(change.code).u32(change.size.before).u32(change.size.after)
    writer.u32(change.liveUntil.before).u32(change.liveUntil.after)
  })
  return BigInt.asIntN(64, host.call(operation.rentFee, request.finish()).u64())
}

/** Bytes of an entry that rent is charged for: for a contract's code also those of its parsed form. */
export function sizeForRent(host: Host, entry: Uint8Array): number {
  return host.call(operation.sizeForRent, entry).u32()
}
