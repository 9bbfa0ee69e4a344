import type { Problem } from '../../core/problem.ts'
import type { ContractSection } from '../contracts-section.ts'
import { type CallToType, type TypedArguments, typeArguments } from '../spec/arguments.ts'
import type { ContractSpec } from '../spec/spec.ts'
import type { WasmHash } from '../wasm/contract-file.ts'

export type UpgradeCall = Pick<ContractSection['upgrade'], 'call' | 'args'>

/** Arguments of an upgrade, its problems, or why the code on the chain cannot be upgraded by this call. */
export type UpgradeArguments = TypedArguments | { readonly problems: readonly Problem[] } | { readonly reason: string }

/**
 * The arguments that replace the code by `to`: the one BytesN<32> that fairlead.yml does not give is the new hash
 * (soroban-sdk's example and OpenZeppelin's Upgradeable both have exactly one).
 */
export function upgradeArguments(
  { call, args }: UpgradeCall,
  { spec, to, ...context }: Omit<CallToType, 'given' | 'call' | 'spec'> & { spec: ContractSpec | null; to: WasmHash },
): UpgradeArguments {
  if (spec === null) return { reason: 'its code on the chain has no spec, or is no longer there' }
  const parameters = spec.parameters(call)
  if (parameters === null) return { reason: `it has no function "${call}"` }
  const hashes = parameters.filter(({ name, type }) => !(name in args) && type.type === 'scSpecTypeBytesN' && type.value.n === 32)
  const [hash] = hashes
  if (hash === undefined || hashes.length > 1) return { reason: `"${call}" does not take one BytesN<32>` }
  return typeArguments({ ...context, spec, call, given: { ...args, [hash.name]: to } })
}
