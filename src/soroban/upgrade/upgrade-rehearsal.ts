import { isProblem, type Problem, problemsOf } from '../../core/problem.ts'
import { invokeCall } from '../engine/operations.ts'
import { prepareCall } from '../engine/transaction.ts'
import type { Chain } from '../network/chain.ts'
import type { ChainFacts } from '../network/facts.ts'
import { specOf } from '../spec/spec.ts'
import type { Wanted, WantedContract } from '../wanted.ts'
import { upgradeNotAuthorized, upgradeRehearsalFailed } from './upgrade-problems.ts'
import { canTry, isUpgraded, tryUpgrade } from './upgrade-trial.ts'

/**
 * Rehearses the upgrades that are due by simulation, on the chain as it is: whether the contract takes an upgrade now,
 * and whose authorization it asks for; the new code need not be on the chain yet, so this upgrades to the code that runs
 * already. Where the batch deployer is on the chain, the new code is tried on what is stored, too.
 */
export async function rehearseUpgrades(
  wanted: Pick<Wanted, 'contracts' | 'signer' | 'batchDeployer'>,
  found: ChainFacts,
  chain: Chain,
): Promise<readonly Problem[]> {
  const rehearsed = wanted.contracts.map(async (contract) => {
    const problems = await rehearse(contract, { found, chain, source: wanted.signer.address })
    if (problems.length > 0 || !isUpgraded(contract, found) || !canTry(found, wanted.batchDeployer)) return problems
    return tryUpgrade(contract, { wanted, found, chain })
  })
  return (await Promise.all(rehearsed)).flat()
}

async function rehearse(
  contract: WantedContract,
  { found, chain, source }: { found: ChainFacts; chain: Chain; source: string },
): Promise<readonly Problem[]> {
  const { name, id, upgradeCall, upgradeArguments, position } = contract
  const instance = found.instances.get(name)
  const running = instance?.wasmHash ?? null
  const code = running === null ? undefined : found.codes.get(running)
  // What is archived cannot be called before it is restored; that is a step of the plan.
  if (running === null || code === undefined || !isUpgraded(contract, found)) return []
  const spec = specOf(code.bytes, chain.sdk)
  const typed = upgradeArguments(spec, running)
  // Other problems of the call are told by the planner.
  if (!('values' in typed)) return []
  const call = invokeCall(`upgrade ${name}`, { id, call: upgradeCall, arguments: typed.values, spec }, chain.sdk)
  try {
    await prepareCall(call, { chain, source })
    return []
  } catch (thrown) {
    if (problemsOf(thrown) === null) throw thrown
    const about = { contract: name, call: upgradeCall, reason: String((thrown as Error).message), at: position('wasm'), cause: thrown }
    return [isProblem(thrown, 'soroban/signature-missing') ? upgradeNotAuthorized(about) : upgradeRehearsalFailed(about)]
  }
}
