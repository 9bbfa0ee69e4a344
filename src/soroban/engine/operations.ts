import type { xdr } from '@stellar/stellar-sdk/base'
import type { ContractId } from '../contract-id.ts'
import type { Sdk } from '../network/sdk.ts'
import type { ContractSpec } from '../spec/spec.ts'
import type { ContractFile, WasmHash } from '../wasm/contract-file.ts'
import type { ChainCall } from './transaction.ts'

export function uploadCall(name: string, { bytes }: Pick<ContractFile, 'bytes'>, { Operation }: Sdk): ChainCall {
  return { name, operation: Operation.uploadContractWasm({ wasm: bytes }) }
}

interface Creation {
  readonly deployer: string
  readonly salt: Uint8Array
  readonly wasm: WasmHash
  readonly arguments: readonly xdr.ScVal[]
  readonly spec: ContractSpec
}

/** The deployer is the source of the operation, so its signature of the transaction is the authorization too. */
export function createCall(
  name: string,
  { deployer, salt, wasm, arguments: constructorArgs, spec }: Creation,
  { Operation, Address }: Sdk,
): ChainCall {
  const wasmHash = Buffer.from(wasm, 'hex')
  return {
    name,
    operation: Operation.createCustomContract({ address: new Address(deployer), wasmHash, salt, constructorArgs: [...constructorArgs] }),
    errorName: spec.errorName,
  }
}

interface Invocation {
  readonly id: ContractId
  readonly call: string
  readonly arguments: readonly xdr.ScVal[]
  readonly spec: ContractSpec | null
}

export function invokeCall(name: string, { id, call, arguments: args, spec }: Invocation, { Operation }: Sdk): ChainCall {
  const operation = Operation.invokeContractFunction({ contract: id, function: call, args: [...args] })
  return { name, operation, ...(spec === null ? {} : { errorName: spec.errorName }) }
}

/** Extends each entry to live `ledgers` more from the ledger it is applied in; entries that live longer stay as they are. */
export function extendCall(name: string, { keys, ledgers }: { keys: xdr.LedgerKey[]; ledgers: number }, { Operation }: Sdk): ChainCall {
  return { name, operation: Operation.extendFootprintTtl({ extendTo: ledgers }), footprint: { readOnly: keys } }
}

/** Brings archived entries back; they get the least time a new entry lives. */
export function restoreCall(name: string, keys: xdr.LedgerKey[], { Operation }: Sdk): ChainCall {
  return { name, operation: Operation.restoreFootprint({}), footprint: { readWrite: keys } }
}
