import type { Run } from '../core/action.ts'
import { throwProblems } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import type { ContractId, ContractName } from './contract-id.ts'
import { readExecutables, readMissingCode, readRunning } from './contract-reading.ts'
import { type ContractSection, contractsSection } from './contracts-section.ts'
import { type ChainTask, carryOut, type Settled } from './engine/carry-out.ts'
import { openEngine } from './engine/engine.ts'
import { invokeCall } from './engine/operations.ts'
import { readCall } from './engine/transaction.ts'
import { notUpgradable } from './manifest-problems.ts'
import { type Chain, openChain } from './network/chain.ts'
import { accountIn } from './network/facts.ts'
import { accountKey } from './network/keys.ts'
import { networkOf } from './network/network.ts'
import { codeMissing, deployerUnfunded } from './problems.ts'
import { signatoryOf } from './signers/account-signers.ts'
import { deployerOf } from './signers/deployer.ts'
import { alone, type Signatory } from './signers/signatory.ts'
import { typeArguments } from './spec/arguments.ts'
import { upgradeArguments } from './upgrade/upgrade-call.ts'
import type { WasmHash } from './wasm/contract-file.ts'

export interface UpgradeTarget {
  readonly name: ContractName
  readonly id: ContractId
  readonly wasmHash: WasmHash
}

export interface PauseTarget {
  readonly name: ContractName
  readonly id: ContractId
}

/** Deployed contracts, and the account that may change them. Needs fairlead.yml and the key, no wasm files. */
export interface Control {
  readonly chain: Chain
  readonly deployer: Signatory
  readonly payer: Signatory
  readonly run: Pick<Run, 'config' | 'references'>
  readonly world: World
}

/** Opens the chain with the deployer's key. Problem `soroban/weight-missing` where the signers on this machine are not enough. */
export async function openControl(run: Pick<Run, 'config' | 'references'>, world: World): Promise<Control> {
  const network = networkOf(run)
  const chain = await openChain(network, world)
  const { sdk } = chain
  const opened = await deployerOf(run, { sdk, world })
  const { address, feePayer } = opened
  const account = accountIn((await chain.read([accountKey(address, sdk)])).entry(accountKey(address, sdk)), sdk)
  if (account === null) throw deployerUnfunded({ who: 'deployer', address, network: network.name, needed: '1', at: network.at })
  const deployer = signatoryOf(opened, account.signers)
  deployer.signersFor('medium')
  return { chain, deployer, payer: feePayer === null ? deployer : alone(feePayer), run, world }
}

/**
 * Points contracts at code that is on the chain, one after the other, each read back. Those that run it already are
 * left out, so a second call sends nothing. Problems `soroban/code-missing`, `soroban/not-upgradable` before anything
 * is sent, else those of the engine.
 */
export async function upgradeContracts(control: Control, targets: readonly UpgradeTarget[]): Promise<readonly Settled[]> {
  const { chain } = control
  const running = await readExecutables(
    chain,
    targets.map(({ id }) => id),
  )
  const toUpgrade = targets.filter(({ id, wasmHash }) => running.get(id) !== wasmHash)
  await requireCode(toUpgrade, chain)
  const tasks = await Promise.all(toUpgrade.map((target) => upgradeTask(target, control)))
  return inOrder(tasks, control)
}

/**
 * Calls the pause function of each contract that names one in fairlead.yml (`pause: { call: pause }`). A contract
 * whose `paused` answers true is left out. Returns what was sent, and the names that have no pause function.
 */
export async function pauseContracts(
  control: Control,
  targets: readonly PauseTarget[],
): Promise<{ readonly settled: readonly Settled[]; readonly without: readonly ContractName[] }> {
  const section = control.run.config.require(contractsSection)
  const able = targets.filter(({ name }) => section.deploy[name]?.pause !== undefined)
  const tasks = await Promise.all(able.map((target) => pauseTask(target, section.deploy[target.name]?.pause, control)))
  const open = await Promise.all(tasks.map(async (task) => ({ task, isDone: await task.isDone() })))
  const settled = await inOrder(
    open.flatMap(({ task, isDone }) => (isDone ? [] : [task])),
    control,
  )
  return { settled, without: targets.filter((target) => !able.includes(target)).map(({ name }) => name) }
}

async function inOrder(tasks: readonly ChainTask[], { chain, deployer, payer, world }: Control): Promise<readonly Settled[]> {
  const settled: Settled[] = []
  const engine = openEngine({ chain, deployer, payer, world })
  for (const task of tasks) settled.push(await carryOut(task, engine))
  return settled
}

async function requireCode(targets: readonly UpgradeTarget[], chain: Chain): Promise<void> {
  if (targets.length === 0) return
  const missing = await readMissingCode(
    chain,
    targets.map(({ wasmHash }) => wasmHash),
  )
  throwProblems(
    targets.filter(({ wasmHash }) => missing.has(wasmHash)).map(({ name, wasmHash }) => codeMissing({ contract: name, wasmHash })),
  )
}

async function upgradeTask({ name, id, wasmHash }: UpgradeTarget, control: Control): Promise<ChainTask> {
  const { chain, run } = control
  const { spec } = await readRunning(chain, id)
  const upgrade = run.config.require(contractsSection).deploy[name]?.upgrade ?? { call: 'upgrade', args: {} }
  const typed = upgradeArguments(upgrade, { ...typing(control, name, 'upgrade'), spec, to: wasmHash })
  if ('problems' in typed) throwProblems(typed.problems)
  if (!('values' in typed))
    throw notUpgradable({ contract: name, id, reason: 'reason' in typed ? typed.reason : 'its arguments do not fit' })
  return {
    call: invokeCall(`upgrade ${name}`, { id, call: upgrade.call, arguments: typed.values, spec }, chain.sdk),
    isDone: async () => (await readExecutables(chain, [id])).get(id) === wasmHash,
  }
}

async function pauseTask({ name, id }: PauseTarget, pause: ContractSection['pause'], control: Control): Promise<ChainTask> {
  const { chain, deployer } = control
  const { call, args } = pause ?? { call: 'pause', args: {} }
  const { spec } = await readRunning(chain, id)
  const typed =
    spec === null
      ? { problems: [notUpgradable({ contract: name, id, reason: 'its code has no spec' })] }
      : typeArguments({ ...typing(control, name, 'pause'), spec, call, given: args })
  if ('problems' in typed) throwProblems(typed.problems)
  const values = 'values' in typed ? typed.values : []
  const paused = invokeCall('read paused', { id, call: 'paused', arguments: [], spec }, chain.sdk)
  return {
    call: invokeCall(`pause ${name}`, { id, call, arguments: values, spec }, chain.sdk),
    async isDone() {
      if (spec?.parameters('paused')?.length !== 0) return false
      const answer = await readCall(paused, { chain, source: deployer.address })
      return 'value' in answer && answer.value.type === 'scvBool' && answer.value.value
    },
  }
}

function typing({ chain, deployer, run }: Control, name: ContractName, place: 'upgrade' | 'pause') {
  const references = run.references.with(new Map([['deployer.address', deployer.address]]))
  const path = ['contracts', 'deploy', name, place, 'args']
  return { sdk: chain.sdk, contract: name, path, position: run.config.position, resolve: references.resolve }
}
