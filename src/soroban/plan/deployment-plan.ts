import type { JsonObject, Plan, Step } from '../../core/plan.ts'
import type { ContractId, ContractName } from '../contract-id.ts'
import type { EnvStoreFormat } from '../env/env-store-format.ts'
import type { ShownArgument } from '../spec/arguments.ts'
import type { WasmHash } from '../wasm/contract-file.ts'

/** How plans and logs call the contract that does several steps at once; none of fairlead.yml can have this name. */
export const batchDeployerName = 'batch deployer'

/** One transaction, one file, or one store of variables, of a deployment. Its id stays the same for the same work. */
export type DeploymentStep = Step &
  (
    | { readonly do: 'open-channels'; readonly accounts: readonly string[] }
    | { readonly do: 'merge-channels'; readonly accounts: readonly string[] }
    | { readonly do: 'upload'; readonly wasm: WasmHash; readonly bytes: number; readonly for: readonly ContractName[] }
    | { readonly do: 'restore'; readonly contract: ContractName; readonly address: ContractId; readonly wasm: WasmHash | null }
    | { readonly do: 'keep'; readonly contract: ContractName; readonly wasm: WasmHash }
    | {
        readonly do: 'create'
        readonly contract: ContractName
        readonly address: ContractId
        readonly wasm: WasmHash
        readonly arguments: readonly ShownArgument[]
      }
    | {
        readonly do: 'upgrade'
        readonly contract: ContractName
        readonly address: ContractId
        readonly from: WasmHash
        readonly to: WasmHash
        readonly call: string
      }
    | {
        readonly do: 'init'
        readonly contract: ContractName
        readonly address: ContractId
        readonly call: string
        readonly arguments: readonly ShownArgument[]
      }
    | {
        readonly do: 'migrate'
        readonly contract: ContractName
        readonly address: ContractId
        readonly call: string
        readonly arguments: readonly ShownArgument[]
      }
    | {
        /** All of its steps within one transaction, or none. */
        readonly do: 'batch'
        readonly steps: readonly BatchedStep[]
        /** What the transaction takes of the network, reckoned. */
        readonly transactionBytes: number
        readonly writtenBytes: number
        readonly writtenEntries: number
        readonly footprintEntries: number
        readonly memoryBytes: number
        readonly instructions: number
      }
    | { readonly do: 'extend'; readonly entries: readonly ExtendedEntry[]; readonly ledgers: number }
    | { readonly do: 'render'; readonly file: string; readonly variables: Readonly<Record<string, string>> }
    | {
        readonly do: 'store'
        readonly store: string
        readonly command: string
        readonly check: string
        readonly format: EnvStoreFormat
        /** As written in fairlead.yml, like the variables: secrets are names. */
        readonly environment: Readonly<Record<string, string>>
        readonly variables: Readonly<Record<string, string>>
      }
  )

/** A step that is one transaction. */
export type ChainStep = Exclude<DeploymentStep, { do: 'render' | 'store' }>

export function isChainStep(step: DeploymentStep): step is ChainStep {
  return step.do !== 'render' && step.do !== 'store'
}
/** A step that can be a part of one transaction. */
export type BatchedStep = Extract<DeploymentStep, { do: 'upload' | 'create' | 'upgrade' | 'migrate' | 'init' }>
export type BatchStep = Extract<DeploymentStep, { do: 'batch' }>

export type ExtendedEntry = JsonObject & { readonly contract: ContractName; readonly entry: 'instance' | 'code' }

/** What a contract was before a release touched it. */
export type ContractBefore = JsonObject & {
  readonly id: ContractId
  /** What it ran; null: the release made it. */
  readonly wasmHash: WasmHash | null
  readonly isNew: boolean
  /** The release migrates what it stores: its former code need not be able to read that. */
  readonly isMigrated?: true
}

/** How to undo a deployment: upgrade back to `wasmHash`; what is new can only be paused. */
export type DeploymentWayBack = JsonObject & { readonly contracts: Readonly<Record<ContractName, ContractBefore>> }

/** For people, and for the run that made the plan: what it costs. Amounts in stroops, as text. */
export type DeploymentNotes = JsonObject & {
  /** The most that each step is expected to be signed for. */
  readonly ceilings: Readonly<Record<string, string>>
  /** Null: nothing was read yet. */
  readonly ledger: number | null
  /** The contracts as they were read at that ledger. */
  readonly contracts: Readonly<Record<ContractName, JsonObject & { readonly id: ContractId; readonly wasmHash: WasmHash | null }>>
}

export type DeploymentPlan = Plan<DeploymentStep> & { readonly wayBack: DeploymentWayBack; readonly notes: DeploymentNotes }

/** Every step by itself, those of a batch too. */
export function stepsApart(steps: readonly DeploymentStep[]): readonly DeploymentStep[] {
  return steps.flatMap((step): readonly DeploymentStep[] => (step.do === 'batch' ? step.steps : [step]))
}

/** The contracts that a step brings forward; an extension or a file is none's own. */
export function contractsOf(step: DeploymentStep): readonly ContractName[] {
  switch (step.do) {
    case 'batch':
      return [...new Set(step.steps.flatMap(contractsOf))]
    case 'upload':
      return step.for
    case 'open-channels':
    case 'merge-channels':
    case 'extend':
    case 'render':
    case 'store':
      return []
    default:
      return [step.contract]
  }
}
