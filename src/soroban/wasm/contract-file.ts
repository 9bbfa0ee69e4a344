import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Place, Problem } from '../../core/problem.ts'
import type { ContractName } from '../contract-id.ts'
import { contractFileMissing, notAContract } from '../manifest-problems.ts'
import type { Sdk } from '../network/sdk.ts'
import { type ContractSpec, specOf } from '../spec/spec.ts'
import { type ContractMeta, contractMetaOf } from './contract-meta.ts'
import { isWasm } from './wasm.ts'

/** sha256 of a wasm, hex: its name on the chain. */
export type WasmHash = string & { readonly kind: 'wasm-hash' }

/** A built contract as it lies on disk, checked. */
export interface ContractFile {
  readonly bytes: Uint8Array
  readonly hash: WasmHash
  readonly spec: ContractSpec
  readonly meta: ContractMeta
  /** As fairlead.yml names it, and where. */
  readonly path: string
  readonly at: Place | null
}

interface FileToRead {
  readonly contract: ContractName
  readonly path: string
  readonly directory: string
  readonly at: Place | null
  readonly sdk: Sdk
}

/** Reads and checks one wasm; gives its problem instead where it is no contract. */
export async function readContractFile({ contract, path, directory, at, sdk }: FileToRead): Promise<ContractFile | Problem> {
  const bytes = await readFile(resolve(directory, path)).catch((cause: unknown) => ({ cause }))
  if ('cause' in bytes) return contractFileMissing({ contract, path, at, cause: bytes.cause })
  const refuse = (reason: string) => notAContract({ contract, path, reason, at })
  if (bytes.length === 0) return refuse('it is empty')
  if (!isWasm(bytes)) return refuse('it is not WebAssembly')
  const meta = contractMetaOf(bytes, sdk)
  if (meta.environment === null) return refuse('it does not say which protocol it was built for (contractenvmetav0)')
  const spec = specOf(bytes, sdk)
  if (spec === null) return refuse('it does not say what functions it has (contractspecv0)')
  return { bytes, hash: wasmHashOf(bytes), spec, meta, path, at }
}

export function wasmHashOf(bytes: Uint8Array): WasmHash {
  return createHash('sha256').update(bytes).digest('hex') as WasmHash
}
