import type { JsonObject, Plan, Step } from '../core/plan.ts'
import type { ShownArgument } from './arguments.ts'
import type { WasmHash } from './contract-file.ts'
import type { ContractId, ContractName } from './contract-id.ts'

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
    | { readonly do: 'extend'; readonly entries: readonly ExtendedEntry[]; readonly ledgers: number }
    | { readonly do: 'render'; readonly file: string; readonly variables: Readonly<Record<string, string>> }
    | {
        readonly do: 'store'
        readonly store: string
        readonly command: string
        readonly variables: Readonly<Record<string, string>>
      }
  )

/** A step that is one transaction. */
export type ChainStep = Exclude<DeploymentStep, { do: 'render' | 'store' }>

export function isChainStep(step: DeploymentStep): step is ChainStep {
  return step.do !== 'render' && step.do !== 'store'
}

export type ExtendedEntry = JsonObject & { readonly contract: ContractName; readonly entry: 'instance' | 'code' }

/** What a contract was before a release touched it. */
export type ContractBefore = JsonObject & {
  readonly id: ContractId
  /** What it ran; null: the release made it. */
  readonly wasmHash: WasmHash | null
  readonly isNew: boolean
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
