import type { Json } from '../core/plan.ts'
import { type Place, throwProblems } from '../core/problem.ts'
import type { ContractId } from './contract-id.ts'
import { invokeCall } from './engine/operations.ts'
import { readCall } from './engine/transaction.ts'
import { functionMissing } from './manifest-problems.ts'
import type { Chain } from './network/chain.ts'
import { type FoundInstance, instanceIn } from './network/facts.ts'
import { codeKey, instanceKey } from './network/keys.ts'
import { contractMissing, contractReadFailed } from './problems.ts'
import { typeArguments } from './spec/arguments.ts'
import { type ContractSpec, specOf } from './spec/spec.ts'
import type { WasmHash } from './wasm/contract-file.ts'

/** Any valid account: a simulated read needs a source, and no signature. */
const anybody = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF'

/** What runs at each id; null where there is no instance, or one without a wasm of its own. One request. */
export async function readExecutables(chain: Chain, ids: readonly ContractId[]): Promise<ReadonlyMap<ContractId, WasmHash | null>> {
  const read = await chain.read(ids.map((id) => instanceKey(id, chain.sdk)))
  return new Map(ids.map((id) => [id, instanceIn(read.entry(instanceKey(id, chain.sdk)), read)?.wasmHash ?? null]))
}

/** The hashes among these whose code is not alive on the chain: nothing can be pointed at them. One request. */
export async function readMissingCode(chain: Chain, hashes: readonly WasmHash[]): Promise<ReadonlySet<WasmHash>> {
  if (hashes.length === 0) return new Set()
  const read = await chain.read(hashes.map((hash) => codeKey(hash, chain.sdk)))
  return new Set(hashes.filter((hash) => (read.entry(codeKey(hash, chain.sdk))?.liveUntil ?? 0) < read.latestLedger))
}

export interface ContractRead {
  readonly id: ContractId
  readonly call: string
  readonly args?: Readonly<Record<string, unknown>>
  /** Where it stands in fairlead.yml, for problems. */
  readonly at?: Place | null
}

/**
 * Asks a contract by simulation: nothing is signed, sent or charged. Arguments are typed by the spec of the code on
 * the chain. Integers beyond 2^53 are answered as text, bytes as hex, addresses as text.
 */
export async function readContract(chain: Chain, { id, call, args = {}, at = null }: ContractRead): Promise<Json> {
  const { spec } = await readRunning(chain, id, at)
  if (spec === null) throw functionMissing({ contract: id, call, hint: '', at })
  const typed = typeArguments({
    sdk: chain.sdk,
    spec,
    contract: id,
    call,
    given: args,
    path: [],
    position: () => at,
    resolve: (text) => text,
  })
  if ('problems' in typed) throwProblems(typed.problems)
  const values = 'values' in typed ? typed.values : []
  const answer = await readCall(invokeCall(`read ${call}`, { id, call, arguments: values, spec }, chain.sdk), { chain, source: anybody })
  if ('failed' in answer) throw contractReadFailed({ call, id, reason: answer.failed, at })
  return toJson(chain.sdk.scValToNative(answer.value))
}

/** The instance at an id with the spec of what it runs; problem `soroban/contract-missing`. */
export async function readRunning(
  chain: Chain,
  id: ContractId,
  at: Place | null = null,
): Promise<{ instance: FoundInstance; spec: ContractSpec | null }> {
  const key = instanceKey(id, chain.sdk)
  const read = await chain.read([key])
  const instance = instanceIn(read.entry(key), read)
  if (instance === null) throw contractMissing({ id, network: chain.network.name, at })
  if (instance.wasmHash === null) return { instance, spec: null }
  const code = (await chain.read([codeKey(instance.wasmHash, chain.sdk)])).entry(codeKey(instance.wasmHash, chain.sdk))
  return { instance, spec: code?.data.type === 'contractCode' ? specOf(code.data.value.code, chain.sdk) : null }
}

function toJson(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
