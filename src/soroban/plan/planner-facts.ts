import type { BatchedContract } from '../batch/batch-plan.ts'
import type { ContractId, ContractName } from '../contract-id.ts'
import type { ChainFacts } from '../network/facts.ts'
import type { TypedArguments } from '../spec/arguments.ts'
import type { WasmHash } from '../wasm/contract-file.ts'
import type { ChannelPolicy } from './channel-plan.ts'

/** What the planner needs of a wanted contract. */
export interface ContractToPlan extends BatchedContract {
  readonly id: ContractId
  readonly wasmHash: WasmHash
  readonly constructorArguments: Pick<TypedArguments, 'shown'>
  readonly init: { readonly call: string; readonly arguments: Pick<TypedArguments, 'shown'> } | null
  readonly upgradeCall: string
  readonly migrate: { readonly call: string; readonly arguments: Pick<TypedArguments, 'shown'> } | null
}

export interface PlannerFacts extends ChainFacts {
  /** Of contracts that are initialized by a call and stand on the chain: whether they are. */
  readonly initialized: ReadonlyMap<ContractName, Initialized>
  /** Contracts whose stored values are proved to be in the form that their wanted code reads. */
  readonly migrated: ReadonlySet<ContractName>
  /** Why a contract's code on the chain cannot be upgraded by its call; contracts that can are not listed. */
  readonly notUpgradable: ReadonlyMap<ContractName, string>
}

export type Initialized =
  | { readonly is: 'no' }
  | { readonly is: 'yes' }
  | { readonly is: 'otherwise'; readonly call: string; readonly found: string }

export interface DeploymentPolicy extends ChannelPolicy {
  readonly extendTo: number
  readonly whenBelow: number
  /** `atomic`: everything is one transaction; `waves`: the steps are transactions of their own. */
  readonly strategy: 'waves' | 'atomic'
  readonly batchDeployer: ContractToPlan
  /** Whether upgrades are to be tried with their new code, which takes the batch deployer too. */
  readonly triesUpgrades: boolean
}
