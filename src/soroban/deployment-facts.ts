import { type Problem, throwProblems } from '../core/problem.ts'
import type { ContractName } from './contract-id.ts'
import { answerOf, readInitialized } from './initialized.ts'
import type { Chain } from './network/chain.ts'
import { type ChainFacts, readFacts } from './network/facts.ts'
import type { Initialized, PlannerFacts } from './plan/planner-facts.ts'
import { isProved } from './probe-reading.ts'
import { readBackDiffers } from './problems.ts'
import { specOf } from './spec/spec.ts'
import { canTry, isMigratedAfterUpgrade, isUpgraded } from './upgrade/upgrade-trial.ts'
import { everyContract, type Wanted, type WantedContract } from './wanted.ts'

/** Everything the planner needs of the chain. Where nothing is to be done it costs one read, and one simulation for each read-back of an initialization. */
export async function readDeploymentFacts(wanted: Wanted, chain: Chain): Promise<PlannerFacts & { readonly misread: readonly Problem[] }> {
  const { contracts, signer } = wanted
  const facts = await readDeployed(wanted, chain)
  return {
    ...facts,
    initialized: await initializations(wanted, { facts, chain }),
    migrated: await migrations(wanted, { facts, chain }),
    notUpgradable: reasonsAgainstUpgrades(contracts, { facts, chain }),
    misread: (await Promise.all(contracts.map((contract) => misreadings(contract, { facts, chain, source: signer.address })))).flat(),
  }
}

/** The contracts, their code, and the accounts of a deployment, with one read. */
export async function readDeployed(wanted: Wanted, chain: Chain): Promise<ChainFacts> {
  const { signer, channels } = wanted
  return readFacts(chain, {
    targets: everyContract(wanted),
    hashes: everyContract(wanted).map(({ file }) => file.hash),
    deployer: signer.address,
    accounts: [...channels, ...(signer.feePayer === null ? [] : [signer.feePayer])].map(({ address }) => address),
  })
}

/** How a contract that runs what it should answers other than what its constructor was given. */
async function misreadings(
  { name, id, file, readBack }: WantedContract,
  { facts, ...from }: { facts: ChainFacts; chain: Chain; source: string },
): Promise<Problem[]> {
  const instance = facts.instances.get(name)
  if (readBack === null || instance?.wasmHash !== file.hash || instance.archived || facts.codes.get(file.hash)?.archived !== false)
    return []
  const answer = await answerOf({ id, spec: file.spec, readBack }, from)
  const found = 'failed' in answer ? `it fails: ${answer.failed}` : answer.difference
  return found === null ? [] : [readBackDiffers({ contract: name, call: readBack.call, found })]
}

async function initializations(
  { contracts, signer }: Wanted,
  { facts, chain }: { facts: ChainFacts; chain: Chain },
): Promise<ReadonlyMap<ContractName, Initialized>> {
  const read = contracts.map(async ({ name, id, init, file: { spec } }) => {
    const instance = facts.instances.get(name)
    if (init === null || instance === undefined) return []
    return [[name, await readInitialized({ id, spec, readBack: init.readBack, instance }, { chain, source: signer.address })] as const]
  })
  return new Map((await Promise.all(read)).flat())
}

/** Only the wanted code can tell: it runs already, or is tried in the place of the one that does. */
async function migrations(wanted: Wanted, { facts, chain }: { facts: ChainFacts; chain: Chain }): Promise<ReadonlySet<ContractName>> {
  const read = wanted.contracts.map(async (contract) => ((await isMigrated(contract, { wanted, facts, chain })) ? [contract.name] : []))
  return new Set((await Promise.all(read)).flat())
}

async function isMigrated(contract: WantedContract, { wanted, facts, chain }: { wanted: Wanted; facts: ChainFacts; chain: Chain }) {
  const { name, id, migrate, file } = contract
  if (migrate === null) return false
  const runs = facts.instances.get(name)?.wasmHash === file.hash
  if (runs) return isProved({ id, spec: file.spec, probe: migrate.proof }, { chain, source: wanted.signer.address })
  const tried = isUpgraded(contract, facts) && canTry(facts, wanted.batchDeployer)
  return tried && isMigratedAfterUpgrade(contract, { wanted, found: facts, chain })
}

function reasonsAgainstUpgrades(
  contracts: readonly WantedContract[],
  { facts, chain }: { facts: ChainFacts; chain: Chain },
): ReadonlyMap<ContractName, string> {
  return new Map(
    contracts.flatMap(({ name, file, upgradeArguments }) => {
      const running = facts.instances.get(name)?.wasmHash ?? null
      if (running === null || running === file.hash) return []
      const code = facts.codes.get(running)
      const checked = upgradeArguments(code === undefined ? null : specOf(code.bytes, chain.sdk))
      if ('problems' in checked) throwProblems(checked.problems)
      return 'reason' in checked ? [[name, checked.reason] as const] : []
    }),
  )
}
