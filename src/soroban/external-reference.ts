import type { xdr } from '@stellar/stellar-sdk/base'
import type { Problem } from '../core/problem.ts'
import { otherExecutable } from './drift-problems.ts'
import type { Chain } from './network/chain.ts'
import type { ChainFacts } from './network/facts.ts'
import { instanceKey } from './network/keys.ts'
import type { WantedContract } from './wanted.ts'

/**
 * What an instance runs that has no code of its own: a Stellar asset, or code that another contract names (CAP-85 of
 * protocol 28), which is looked up. Null where the instance has its own, or is not there.
 */
export async function executableProblem({ name, id }: WantedContract, { instances }: ChainFacts, chain: Chain): Promise<Problem | null> {
  const instance = instances.get(name)
  if (instance === undefined || instance.wasmHash !== null) return null
  const key = instanceKey(id, chain.sdk)
  const data = (await chain.read([key])).entry(key)?.data
  const executable = data?.type === 'contractData' && data.value.val.type === 'scvContractInstance' ? data.value.val.value.executable : null
  const found =
    executable?.type === 'contractExecutableExternalRef'
      ? await referenceText(executable.value, chain)
      : 'the built-in code of a Stellar asset'
  return otherExecutable({ contract: name, found })
}

/** Where the code is decided, and which it is now: whoever owns the tag can replace it. */
async function referenceText({ executableOwner, tag }: xdr.ContractExecutableExternalRef, chain: Chain): Promise<string> {
  const { xdr, Address } = chain.sdk
  const owner = Address.fromScAddress(executableOwner).toString()
  const durability = xdr.ContractDataDurability.persistent
  const key = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({ contract: executableOwner, key: xdr.ScVal.scvExecutableTag(tag), durability }),
  )
  const data = (await chain.read([key])).entry(key)?.data
  const value = data?.type === 'contractData' ? data.value.val : null
  const named = value?.type === 'scvBytes' ? `the code ${Buffer.from(value.value.toBytes()).toString('hex')}` : 'no code'
  return `what the tag "${String(tag)}" of ${owner} names, now ${named}`
}
