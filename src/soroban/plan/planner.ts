import type { JsonObject } from '../../core/plan.ts'
import type { Problem } from '../../core/problem.ts'
import { batchOf, batchRefusals } from '../batch/batch-plan.ts'
import { batchDeployerForeign } from '../batch/batch-problems.ts'
import type { ContractName } from '../contract-id.ts'
import { executableNotWasm, initializedOtherwise, notUpgradable } from '../manifest-problems.ts'
import type { FoundInstance } from '../network/facts.ts'
import { planChannels } from './channel-plan.ts'
import type { ContractBefore, DeploymentStep } from './deployment-plan.ts'
import { extensionsOf, remaining } from './extension-plan.ts'
import type { ContractToPlan, DeploymentPolicy, PlannerFacts } from './planner-facts.ts'

export interface PlannedDeployment {
  readonly steps: readonly DeploymentStep[]
  readonly done: readonly string[]
  readonly fence: JsonObject
  readonly before: Readonly<Record<ContractName, ContractBefore>>
  /** Why it may not be done; a plan with refusals is not carried out. */
  readonly refusals: readonly Problem[]
  /** The least number of ledgers it takes; what other people's transactions leave room for is met. */
  readonly ledgers: number
}

/**
 * The steps that bring the chain to what is wanted: first uploads, restores and the extension of code that an
 * upgrade leaves behind, then creates, upgrades and migrations, then initializations, then extensions of TTLs.
 * References by address need no order, since ids are known before; only code must be there before its instance.
 */
export function planDeployment(wanted: readonly ContractToPlan[], found: PlannerFacts, policy: DeploymentPolicy): PlannedDeployment {
  const parts = [
    uploads(wanted, found),
    each(wanted, (contract) => restore(contract, found)),
    each(wanted, (contract) => keep(contract, found, policy)),
    each(wanted, (contract) => create(contract, found)),
    each(wanted, (contract) => upgrade(contract, found)),
    each(wanted, (contract) => migrate(contract, found)),
    each(wanted, (contract) => init(contract, found)),
    partOf(extensionsOf(wanted, found, policy)),
  ]
  const apart = { steps: parts.flatMap(({ steps }) => steps), done: parts.flatMap(({ done }) => done) }
  const { steps, done, refusals } = withBatchDeployer(apart, { wanted, found, policy })
  const channels = planChannels(steps, [...wanted, policy.batchDeployer], { found, policy })
  return {
    steps: [...channels.first, ...steps, ...channels.last],
    done: [...done, ...channels.done],
    ledgers: channels.ledgers,
    fence: fenceOf(wanted, found),
    before: Object.fromEntries(wanted.map((contract) => [contract.name, beforeOf(contract, found, apart.steps)])),
    refusals: [...wanted.flatMap((contract) => refusalsOf(contract, found)), ...refusals],
  }
}

/** Steps with those that make the batch deployer, where it is needed; `atomic` puts all that one transaction can do into one step. */
function withBatchDeployer(
  { steps, done }: Part,
  { wanted, found, policy }: { wanted: readonly ContractToPlan[]; found: PlannerFacts; policy: DeploymentPolicy },
): Part & { readonly refusals: readonly Problem[] } {
  const { batchDeployer, strategy, triesUpgrades } = policy
  const parts = [uploads([batchDeployer], found), partOf([restore(batchDeployer, found), create(batchDeployer, found)])]
  const own = { steps: parts.flatMap(({ steps }) => steps), done: parts.flatMap(({ done }) => done) }
  const batched = strategy === 'atomic' ? batchOf(steps, wanted) : null
  const isNeeded = batched !== null || triesUpgrades
  const isOffered = strategy === 'atomic' || triesUpgrades
  return {
    steps: [...(isNeeded ? own.steps : []), ...(batched === null ? steps : [...batched.before, batched.batch, ...batched.after])],
    done: [...done, ...(isOffered ? own.done : []), ...(strategy === 'atomic' && batched === null ? ['batch'] : [])],
    refusals: [
      ...(batched === null ? [] : batchRefusals(batched.batch, found.transaction)),
      ...(isNeeded ? foreignBatchDeployer(batchDeployer, found) : []),
    ],
  }
}

function foreignBatchDeployer({ name, id, wasmHash: wanted }: ContractToPlan, { instances }: PlannerFacts): Problem[] {
  const runs = instances.get(name)
  return runs === undefined || runs.wasmHash === wanted ? [] : [batchDeployerForeign({ id, found: runs.wasmHash ?? runs.kind, wanted })]
}

interface Part {
  readonly steps: readonly DeploymentStep[]
  /** Ids of work of this kind that the chain proves to be done. */
  readonly done: readonly string[]
}

type Decision = { readonly step: DeploymentStep } | { readonly done: string } | null

function each(wanted: readonly ContractToPlan[], decide: (contract: ContractToPlan) => Decision): Part {
  return partOf(wanted.map(decide))
}

function partOf(decisions: readonly Decision[]): Part {
  return {
    steps: decisions.flatMap((decision) => (decision !== null && 'step' in decision ? [decision.step] : [])),
    done: decisions.flatMap((decision) => (decision !== null && 'done' in decision ? [decision.done] : [])),
  }
}

/** One upload for each code, named after the first contract that runs it. */
function uploads(wanted: readonly ContractToPlan[], { codes }: PlannerFacts): Part {
  const byHash = Map.groupBy(wanted, ({ wasmHash }) => wasmHash)
  return partOf(
    [...byHash].map(([wasm, [first, ...others]]) => {
      if (first === undefined) return null
      const id = `upload ${first.name}`
      // Archived code is on the chain: a restore brings it back, an upload would not.
      if (codes.has(wasm)) return { done: id }
      return { step: { id, do: 'upload', wasm, bytes: first.bytes, for: [first, ...others].map(({ name }) => name) } }
    }),
  )
}

function restore({ name, id: address, wasmHash }: ContractToPlan, { instances, codes }: PlannerFacts): Decision {
  const id = `restore ${name}`
  const codeArchived = codes.get(wasmHash)?.archived === true
  if (instances.get(name)?.archived !== true && !codeArchived) return { done: id }
  return { step: { id, do: 'restore', contract: name, address, wasm: codeArchived ? wasmHash : null } }
}

/** Code that an upgrade leaves behind must live on: it is the way back. */
function keep({ name, wasmHash }: ContractToPlan, found: PlannerFacts, policy: DeploymentPolicy): Decision {
  const id = `keep code of ${name}`
  const running = found.instances.get(name)?.wasmHash ?? null
  if (running === null) return null
  // The upgrade comes after it, so an upgraded contract proves it done.
  if (running === wasmHash) return { done: id }
  const code = found.codes.get(running)
  if (code === undefined || remaining(code.liveUntil, found) >= policy.whenBelow) return { done: id }
  return { step: { id, do: 'keep', contract: name, wasm: running } }
}

function create({ name, id: address, wasmHash, constructorArguments }: ContractToPlan, { instances }: PlannerFacts): Decision {
  const id = `create ${name}`
  if (instances.has(name)) return { done: id }
  return { step: { id, do: 'create', contract: name, address, wasm: wasmHash, arguments: constructorArguments.shown } }
}

function upgrade({ name, id: address, wasmHash, upgradeCall }: ContractToPlan, { instances }: PlannerFacts): Decision {
  const id = `upgrade ${name}`
  const running = instances.get(name)?.wasmHash ?? null
  if (running === null) return null
  if (running === wasmHash) return { done: id }
  return { step: { id, do: 'upgrade', contract: name, address, from: running, to: wasmHash, call: upgradeCall } }
}

/** What this code makes is in its form from the start. */
function migrate({ name, id: address, migrate: wanted }: ContractToPlan, { instances, migrated }: PlannerFacts): Decision {
  if (wanted === null) return null
  const id = `migrate ${name}`
  if (!instances.has(name) || migrated.has(name)) return { done: id }
  return { step: { id, do: 'migrate', contract: name, address, call: wanted.call, arguments: wanted.arguments.shown } }
}

function init({ name, id: address, init: wanted }: ContractToPlan, { initialized }: PlannerFacts): Decision {
  if (wanted === null) return null
  const id = `init ${name}`
  if ((initialized.get(name)?.is ?? 'no') !== 'no') return { done: id }
  return { step: { id, do: 'init', contract: name, address, call: wanted.call, arguments: wanted.arguments.shown } }
}

/** What must not have moved between the approval of a plan and its first write. */
function fenceOf(wanted: readonly ContractToPlan[], { account, instances }: PlannerFacts): JsonObject {
  return {
    'sequence of the deployer': account === null ? null : String(account.sequence),
    ...Object.fromEntries(wanted.map(({ name }) => [`executable of ${name}`, instances.get(name)?.wasmHash ?? null])),
  }
}

function beforeOf({ name, id }: ContractToPlan, { instances }: PlannerFacts, steps: readonly DeploymentStep[]): ContractBefore {
  const instance = instances.get(name)
  const isMigrated = steps.some((step) => step.do === 'migrate' && step.contract === name)
  return { id, wasmHash: instance?.wasmHash ?? null, isNew: instance === undefined, ...(isMigrated ? { isMigrated } : {}) }
}

function refusalsOf(contract: ContractToPlan, found: PlannerFacts): Problem[] {
  const { name, id } = contract
  const instance = found.instances.get(name)
  if (instance === undefined) return []
  if (instance.wasmHash === null) return [executableNotWasm({ contract: name, id, kind: instance.kind })]
  const initialized = found.initialized.get(name)
  return [
    ...(initialized?.is === 'otherwise'
      ? [initializedOtherwise({ contract: name, call: initialized.call, found: initialized.found })]
      : []),
    ...upgradeRefusal(contract, instance, found),
  ]
}

function upgradeRefusal({ name, id, wasmHash }: ContractToPlan, instance: FoundInstance, found: PlannerFacts): Problem[] {
  const reason = found.notUpgradable.get(name)
  return instance.wasmHash === wasmHash || reason === undefined ? [] : [notUpgradable({ contract: name, id, reason })]
}
