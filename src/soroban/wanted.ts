import type { Path } from '../config/source.ts'
import type { Place } from '../core/problem.ts'
import type { ContractId, ContractName } from './contract-id.ts'
import type { ContractProbe } from './contract-probe.ts'
import type { ContractsSection } from './contracts-section.ts'
import type { WantedEnvFile } from './env/env-files.ts'
import type { WantedEnvStore } from './env/wanted-env-stores.ts'
import type { Network } from './network/network.ts'
import type { ProvenancePolicy } from './provenance/policy.ts'
import type { ReadBack } from './read-back.ts'
import type { Deployer } from './signers/deployer.ts'
import type { Signer } from './signers/signer.ts'
import type { TypedArguments } from './spec/arguments.ts'
import type { ContractSpec } from './spec/spec.ts'
import type { Acceptance } from './upgrade/acceptance.ts'
import type { UpgradeArguments } from './upgrade/upgrade-call.ts'
import type { ContractFile, WasmHash } from './wasm/contract-file.ts'

/** One contract as fairlead.yml wants it, its files read and its arguments typed. */
export interface WantedContract {
  readonly name: ContractName
  readonly id: ContractId
  readonly salt: Uint8Array
  readonly file: ContractFile
  /** File of its attestations, where fairlead.yml names one. */
  readonly bundle: string | null
  readonly constructorArguments: TypedArguments
  readonly init: { readonly call: string; readonly arguments: TypedArguments; readonly readBack: ReadBack | null } | null
  /** Proves the constructor arguments. */
  readonly readBack: ReadBack | null
  readonly calls: readonly ContractName[]
  readonly after: readonly ContractName[]
  readonly upgradeCall: string
  /** What the new code does once to what is stored, and how it answers when that is done. */
  readonly migrate: { readonly call: string; readonly arguments: TypedArguments; readonly proof: ContractProbe } | null
  /** Calls of the new code that an upgrade is rehearsed with. */
  readonly probes: readonly ContractProbe[]
  /** Findings of an upgrade that fairlead.yml accepts. */
  readonly accept: readonly Acceptance[]
  /** Where a part of this contract stands in fairlead.yml. */
  readonly position: (...path: Path) => Place | null
  /** Arguments that upgrade the code on the chain to this file's, or to other code. */
  readonly upgradeArguments: (running: ContractSpec | null, to?: WasmHash) => UpgradeArguments
}

export interface TtlPolicy {
  readonly extendToMs: number
  readonly whenBelowMs: number
}

/** What fairlead.yml wants on the chain. */
export interface Wanted {
  readonly system: string
  readonly environment: string
  readonly network: Network
  readonly signer: Deployer
  /** Accounts that lend sequence numbers, in their order; none: the deployer's own does. */
  readonly channels: readonly Signer[]
  readonly contracts: readonly WantedContract[]
  /** Whether everything is one transaction. */
  readonly strategy: ContractsSection['strategy']
  /** The contract that does several steps at once, whether it is on the chain or not. */
  readonly batchDeployer: WantedContract
  readonly ttl: TtlPolicy
  readonly envFiles: readonly WantedEnvFile[]
  readonly envStores: readonly WantedEnvStore[]
  /** Null: nobody asks who built the code. */
  readonly provenance: ProvenancePolicy | null
}

/** Whether fairlead.yml says what its new code must do when an upgrade is rehearsed. */
export function isTried({ migrate, probes }: Pick<WantedContract, 'migrate' | 'probes'>): boolean {
  return migrate !== null || probes.length > 0
}

/** The contracts of fairlead.yml, and the one that serves to deploy them. */
export function everyContract({ contracts, batchDeployer }: Pick<Wanted, 'contracts' | 'batchDeployer'>): readonly WantedContract[] {
  return [...contracts, batchDeployer]
}
