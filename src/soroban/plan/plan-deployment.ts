import type { Release } from '../../core/action.ts'
import { throwProblems } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { History } from '../../record/history.ts'
import { roundsOf } from '../collecting/signing-rounds.ts'
import { readDeploymentFacts } from '../deployment-facts.ts'
import { isRendered } from '../env/env-files.ts'
import { readEnvStores } from '../env/env-stores.ts'
import type { WantedEnvStore } from '../env/wanted-env-stores.ts'
import type { Chain } from '../network/chain.ts'
import { boundPolicy } from '../provenance/policy.ts'
import type { Provenance } from '../provenance/provenance.ts'
import { isSignedHere, signerProblems } from '../signers/signer-checks.ts'
import type { TypedArguments } from '../spec/arguments.ts'
import { rehearseUpgrades } from '../upgrade/upgrade-rehearsal.ts'
import { judgeUpgrades } from '../upgrade/upgrade-safety.ts'
import { canTry, isUpgraded } from '../upgrade/upgrade-trial.ts'
import { everyContract, isTried, type Wanted, type WantedContract } from '../wanted.ts'
import { networkProblems } from '../wasm/contract-build.ts'
import { contractsBefore } from '../way-back.ts'
import { type Cost, sumOf, totalOf } from './cost.ts'
import { type DeploymentNotes, type DeploymentPlan, type DeploymentStep, stepsApart } from './deployment-plan.ts'
import { ceilingOf, checkBalance, checkSpendLimit, type Forecast, forecastFees, lumens } from './forecast.ts'
import { ledgersOf } from './ledgers.ts'
import { orderedContracts, orderOf } from './order.ts'
import { type PlannedDeployment, planDeployment } from './planner.ts'
import type { PlannerFacts } from './planner-facts.ts'

interface Around {
  readonly wanted: Wanted
  readonly chain: Chain
  readonly release: Pick<Release, 'id' | 'directory'>
  readonly history: Pick<History, 'ofRelease'>
  /** Whether the channel accounts are merged back at the end. */
  readonly mergeChannels: boolean
  /** Stroops: a plan that could cost more is refused. */
  readonly spendLimit: bigint
  readonly world: Pick<World, 'processes' | 'directory'>
  /** Proves who built the code of contracts. */
  readonly attest: (contracts: readonly WantedContract[]) => Promise<Provenance>
}

/** Reads the chain and the release folder, and plans what is missing. Refuses what may not or cannot be done. */
export async function makePlan({
  wanted,
  chain,
  release,
  history,
  mergeChannels,
  spendLimit,
  world,
  attest,
}: Around): Promise<DeploymentPlan> {
  const found = await readDeploymentFacts(wanted, chain)
  const policy = {
    extendTo: ledgersOf(wanted.ttl.extendToMs, found),
    whenBelow: ledgersOf(wanted.ttl.whenBelowMs, found),
    channels: wanted.channels.map(({ address }) => address),
    mergeChannels,
    strategy: wanted.strategy,
    batchDeployer: toPlan(wanted.batchDeployer),
    triesUpgrades: wanted.contracts.some(isTried),
  }
  const planned = planDeployment(wanted.contracts.map(toPlan), found, policy)
  const upgrades = judgeUpgrades(wanted.contracts, found, chain)
  const provenance = await attest(withNewCode(wanted, planned))
  throwProblems([
    ...provenance.problems,
    ...signerProblems(planned.steps, wanted.signer, found),
    ...networkProblems(everyContract(wanted), planned.steps, { found, chain }),
    ...planned.refusals,
    ...found.misread,
    ...upgrades.problems,
    ...(await rehearseUpgrades(wanted, found, chain)),
  ])
  const files = await planFiles(wanted, release)
  const stores = await planStores(wanted, world)
  const forecast = await forecastFees(planned.steps, { wanted, chain, found })
  if (planned.steps.length > 0) checkBalance(found, forecast, wanted)
  checkSpendLimit(forecast, spendLimit)
  return {
    steps: [...planned.steps, ...files.steps, ...stores.steps],
    binding: bindingOf(wanted),
    fence: planned.fence,
    done: [...planned.done, ...files.done, ...stores.done],
    wayBack: { contracts: { ...planned.before, ...contractsBefore(history, release.id) } },
    predicted: {
      'contract-ids': Object.fromEntries(wanted.contracts.map(({ name, id }) => [name, id])),
      'wasm-hashes': Object.fromEntries(wanted.contracts.map(({ name, file }) => [name, file.hash])),
    },
    notes: {
      ledger: found.latestLedger,
      'ledgers at least': planned.ledgers,
      ...signingNotes(planned.steps, wanted, found.account),
      ...feeNotes(forecast),
      unchanged: unchanged(wanted, planned),
      ...upgrades.notes,
      ...(Object.keys(provenance.notes).length === 0 ? {} : { provenance: provenance.notes }),
      ...migrationNotes(planned),
      ...trialNotes(wanted, found),
      contracts: contractsFound(wanted, found),
    },
  }
}

/** A migration is not undone by going back to the former code. */
function migrationNotes({ steps }: PlannedDeployment): { readonly [note: string]: readonly string[] } {
  const migrated = stepsApart(steps).flatMap((step) => (step.do === 'migrate' ? [step.contract] : []))
  return migrated.length === 0 ? {} : { 'migrated, not reversible': migrated }
}

/** Upgrades whose new code could not be tried yet, because its contract is not on the chain. */
function trialNotes(wanted: Wanted, found: PlannerFacts): { readonly [note: string]: readonly string[] } {
  const upgraded = wanted.contracts.filter((contract) => isUpgraded(contract, found))
  if (upgraded.length === 0 || canTry(found, wanted.batchDeployer)) return {}
  const named = (contracts: typeof upgraded) => contracts.map(({ name }) => name)
  const [later, never] = [upgraded.filter(isTried), upgraded.filter((contract) => !isTried(contract))]
  return {
    ...(later.length === 0 ? {} : { 'tried before it is sent': named(later) }),
    ...(never.length === 0 ? {} : { 'not tried with its new code': named(never) }),
  }
}

/** What a plan is bound to: it is another plan on another network, with another deployer, or where another build is trusted. */
export function bindingOf({ system, environment, network, signer, provenance }: Wanted): DeploymentPlan['binding'] {
  const bound = { system, environment, network: network.name, passphrase: network.passphrase, deployer: signer.address }
  return provenance === null ? bound : { ...bound, provenance: boundPolicy(provenance) }
}

/** Contracts whose code this plan uploads, or points an instance at. */
function withNewCode({ contracts }: Wanted, { steps }: PlannedDeployment): readonly WantedContract[] {
  const named = stepsApart(steps).flatMap((step) =>
    step.do === 'upload' ? step.for : step.do === 'create' || step.do === 'upgrade' ? [step.contract] : [],
  )
  return contracts.filter(({ name }) => named.includes(name))
}

function feeNotes({ steps }: Forecast) {
  const sum = sumOf([...steps.values()])
  const itemised = ({ rent, refundable, fixed, inclusion }: Cost) => ({
    rent: String(rent),
    refundable: String(refundable),
    fixed: String(fixed),
    inclusion: String(inclusion),
  })
  return {
    'fee about (XLM)': lumens(totalOf(sum)),
    'fee itemised (stroops)': itemised(sum),
    'fee of each step (stroops)': Object.fromEntries([...steps].map(([step, cost]) => [step, itemised(cost)])),
    ceilings: Object.fromEntries([...steps].map(([step, cost]) => [step, String(ceilingOf(cost))])),
  }
}

/** How often somebody elsewhere is asked to sign. */
function signingNotes(
  steps: readonly DeploymentStep[],
  wanted: Wanted,
  account: PlannerFacts['account'],
): { readonly 'rounds of signatures'?: number } {
  const { signer } = wanted
  if (account === null || signer.elsewhere.length === 0) return {}
  const rounds = roundsOf(orderOf(steps, orderedContracts(everyContract(wanted))))
  return { 'rounds of signatures': rounds.filter((round) => round.some(({ step }) => !isSignedHere(step, signer, account.signers))).length }
}

function toPlan({ file, ...contract }: Wanted['contracts'][number]) {
  const sizeOf = (given: TypedArguments | undefined) => (given?.values ?? []).reduce((sum, value) => sum + value.toXdr().length, 0)
  const { constructorArguments, init, migrate } = contract
  return {
    ...contract,
    wasmHash: file.hash,
    bytes: file.bytes.length,
    argumentBytes: { create: sizeOf(constructorArguments), init: sizeOf(init?.arguments), migrate: sizeOf(migrate?.arguments) },
  }
}

async function planFiles(
  { envFiles }: Wanted,
  { directory }: Pick<Release, 'directory'>,
): Promise<{ steps: DeploymentStep[]; done: string[] }> {
  const files = await Promise.all(envFiles.map(async (file) => ({ file, isDone: await isRendered(file, directory) })))
  const idOf = (path: string) => `env file ${path}`
  return {
    steps: files.flatMap(({ file: { path, shown }, isDone }) =>
      isDone ? [] : [{ id: idOf(path), do: 'render', file: path, variables: shown }],
    ),
    done: files.flatMap(({ file: { path }, isDone }) => (isDone ? [idOf(path)] : [])),
  }
}

async function planStores({ envStores }: Wanted, world: Around['world']): Promise<{ steps: DeploymentStep[]; done: string[] }> {
  const read = await readEnvStores(envStores, world)
  throwProblems(read.flatMap((one) => ('problem' in one ? [one.problem] : [])))
  const idOf = ({ name }: WantedEnvStore) => `env store ${name}`
  const isFilled = (one: (typeof read)[number]) => 'differing' in one && one.differing.length === 0
  return {
    steps: read
      .filter((one) => !isFilled(one))
      .map(({ store }) => {
        const { name, command, check, format, shown } = store
        return { id: idOf(store), do: 'store', store: name, command, check, format, ...shown }
      }),
    done: read.filter(isFilled).map(({ store }) => idOf(store)),
  }
}

/** Each contract as it was read: where nothing is to be done, this is the proof. */
function contractsFound({ contracts }: Wanted, { instances, codes }: PlannerFacts): DeploymentNotes['contracts'] {
  return Object.fromEntries(
    contracts.map(({ name, id, file }) => {
      const instance = instances.get(name)
      const liveUntil = { instance: instance?.liveUntil ?? 0, code: codes.get(file.hash)?.liveUntil ?? 0 }
      return [name, { id, wasmHash: instance?.wasmHash ?? null, liveUntil }]
    }),
  )
}

function unchanged({ contracts }: Wanted, { steps }: PlannedDeployment): string[] {
  const touched = stepsApart(steps).flatMap((step) =>
    step.do === 'create' || step.do === 'upgrade' || step.do === 'migrate' || step.do === 'init' ? [step.contract] : [],
  )
  return contracts.map(({ name }) => name).filter((name) => !touched.includes(name))
}
