import { isProblem, type Problem, problemsOf } from '../core/problem.ts'
import type { Chain } from './chain.ts'
import type { ChainFacts } from './facts.ts'
import { invokeCall } from './operations.ts'
import { specOf } from './spec.ts'
import { prepareCall } from './transaction.ts'
import { upgradeNotAuthorized, upgradeRehearsalFailed } from './upgrade-problems.ts'
import type { Wanted, WantedContract } from './wanted.ts'

/**
 * Rehearses the upgrades that are due by simulation, on the chain as it is: whether the contract takes an upgrade now,
 * and whose authorization it asks for. The new code need not be on the chain yet, so the rehearsal upgrades to the code
 * that runs already. A simulation is one call: what the new code makes of the stored state shows only once it runs.
 */
export async function rehearseUpgrades(
  { contracts, signer }: Pick<Wanted, 'contracts' | 'signer'>,
  found: ChainFacts,
  chain: Chain,
): Promise<readonly Problem[]> {
  const rehearsed = contracts.map((contract) => rehearse(contract, { found, chain, source: signer.address }))
  return (await Promise.all(rehearsed)).flat()
}

async function rehearse(
  { name, id, file, upgradeCall, upgradeArguments, position }: WantedContract,
  { found, chain, source }: { found: ChainFacts; chain: Chain; source: string },
): Promise<readonly Problem[]> {
  const instance = found.instances.get(name)
  const running = instance?.wasmHash ?? null
  const code = running === null || running === file.hash ? undefined : found.codes.get(running)
  // What is archived cannot be called before it is restored; that is a step of the plan.
  if (running === null || code === undefined || code.archived || instance?.archived === true) return []
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
