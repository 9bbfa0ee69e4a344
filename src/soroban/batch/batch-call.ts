import type { xdr } from '@stellar/stellar-sdk/base'
import type { ContractId } from '../contract-id.ts'
import type { ChainCall } from '../engine/transaction.ts'
import type { Sdk } from '../network/sdk.ts'

interface Batch {
  /** Of the batch deployer. */
  readonly id: ContractId
  readonly deployer: string
  /** Uploads, creates and calls, in the order in which they are done. */
  readonly calls: readonly ChainCall[]
}

/** One call that does what several would do one after the other: all of it, or nothing. Answers with what the calls of contracts answered. */
export function batchCall(name: string, batch: Batch, sdk: Sdk): ChainCall {
  const { id, deployer, calls } = batch
  const { Address, Operation, xdr } = sdk
  const steps = xdr.ScVal.scvVec(calls.map((call) => stepOf(call, sdk)))
  return {
    name,
    operation: Operation.invokeContractFunction({ contract: id, function: 'run', args: [new Address(deployer).toScVal(), steps] }),
    beginnings: () => calls.map((last, index) => ({ last, call: batchCall(name, { ...batch, calls: calls.slice(0, index + 1) }, sdk) })),
    carriedBytes: calls.reduce((sum, call) => sum + codeOf(call).length, 0),
  }
}

/** What an operation does by itself, as the `Step` of contracts/batch-deployer. */
function stepOf(call: ChainCall, { xdr }: Sdk): xdr.ScVal {
  const step = (kind: string, ...parts: xdr.ScVal[]) => xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(kind), ...parts])
  const bytes = (value: Uint8Array) => xdr.ScVal.scvBytes(value)
  const work = hostFunctionOf(call)
  switch (work.type) {
    case 'hostFunctionTypeUploadContractWasm':
      return step('Upload', bytes(work.value))
    case 'hostFunctionTypeCreateContractV2': {
      const { contractIdPreimage, executable, constructorArgs } = work.value
      if (contractIdPreimage.type !== 'contractIdPreimageFromAddress' || executable.type !== 'contractExecutableWasm') break
      const { salt } = contractIdPreimage.value
      return step('Create', bytes(salt.toBytes()), bytes(executable.wasmHash.toBytes()), xdr.ScVal.scvVec([...constructorArgs]))
    }
    case 'hostFunctionTypeInvokeContract': {
      const { contractAddress, functionName, args } = work.value
      return step('Call', xdr.ScVal.scvAddress(contractAddress), xdr.ScVal.scvSymbol(functionName), xdr.ScVal.scvVec([...args]))
    }
    default:
  }
  throw new TypeError(`"${call.name}" is nothing that a batch can do`)
}

function codeOf(call: ChainCall): Uint8Array {
  const work = hostFunctionOf(call)
  return work.type === 'hostFunctionTypeUploadContractWasm' ? work.value : new Uint8Array()
}

function hostFunctionOf({ name, operation: { body } }: ChainCall): xdr.HostFunction {
  if (body.type !== 'invokeHostFunction') throw new TypeError(`"${name}" is nothing that a batch can do`)
  return body.value.hostFunction
}
