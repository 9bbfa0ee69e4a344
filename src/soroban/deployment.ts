import { join } from 'node:path'
import { type Problem, problemsOf, throwProblems } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import type { CollectedTransaction } from './collecting/collected-transaction.ts'
import { elsewhere } from './collecting/elsewhere.ts'
import { roundsOf } from './collecting/signing-rounds.ts'
import { readDeployed } from './deployment-facts.ts'
import { carryOut, type Settled } from './engine/carry-out.ts'
import { openEngine } from './engine/engine.ts'
import { openJournal } from './engine/journal.ts'
import { type Purse, purseOf } from './engine/purse.ts'
import { taskOf } from './engine/tasks.ts'
import type { Chain } from './network/chain.ts'
import { type ChainFacts, readFacts } from './network/facts.ts'
import { type ChainStep, type DeploymentPlan, stepsApart } from './plan/deployment-plan.ts'
import { type OrderedStep, orderedContracts, orderOf } from './plan/order.ts'
import { wavesOf } from './plan/waves.ts'
import { deployerUnfunded } from './problems.ts'
import { signatoryOf } from './signers/account-signers.ts'
import { alone } from './signers/signatory.ts'
import { isSignedHere } from './signers/signer-checks.ts'
import { rehearseUpgrades } from './upgrade/upgrade-rehearsal.ts'
import { everyContract, isTried, type Wanted } from './wanted.ts'

interface Site {
  readonly wanted: Wanted
  readonly chain: Chain
  readonly world: Pick<World, 'sleep' | 'clock' | 'log' | 'write' | 'cancellation' | 'directory'>
}

/**
 * Carries the steps out wave by wave: those of one wave are sent together and proved done before the next begins.
 * `settled` grows as it goes, so that what was done is known however it ends.
 */
export async function carryOutSteps(
  { steps, notes }: Pick<DeploymentPlan, 'steps' | 'notes'>,
  site: Site & { spendLimit: bigint; collected: readonly CollectedTransaction[] },
  settled: Settled[],
): Promise<void> {
  const ordered = orderOf(steps, orderedContracts(everyContract(site.wanted)))
  if (ordered.length === 0) return
  const { wanted, chain, world } = site
  const found = await readFacts(chain, {
    targets: [],
    hashes: [],
    deployer: wanted.signer.address,
    accounts: wanted.channels.map(({ address }) => address),
  })
  const channels = usableChannels({ steps, found, wanted })
  await using journal = await openJournal(join(world.directory, '.fairlead', 'journal', `${wanted.environment}.ndjson`), found.latestLedger)
  const purse = purseFor(notes.ceilings, site.spendLimit)
  const { address, feePayer } = wanted.signer
  const { account } = found
  if (account === null) throw deployerUnfunded({ who: 'deployer', address, network: chain.network.name, needed: '1', at: chain.network.at })
  const deployer = signatoryOf(wanted.signer, account.signers)
  const signing = elsewhere({ ...site, deployer, account, channels, closeMs: found.closeMs })
  const payer = feePayer === null ? deployer : alone(feePayer)
  const engine = openEngine({ chain, world, deployer, payer, channels, purse, journal, draft: signing.draft })
  const isAway = ({ step }: OrderedStep) => !isSignedHere(step, wanted.signer, account.signers)
  const rounds = ordered.some(isAway) ? roundsOf(ordered) : [ordered]
  const waiting = rounds.filter((round) => round.some(isAway))
  for (const round of rounds) {
    const waves = wavesOf(round, { capacity: found.capacity, lanes: channels.length })
    if (waiting.includes(round)) await signing.require(waves.flat(), { round: waiting.indexOf(round) + 1, rounds: waiting.length })
    for (const wave of waves) {
      const ended = await Promise.allSettled(
        wave.map(async ({ step, lane }) => {
          await rehearse(step, site)
          settled.push(await carryOut({ ...(await taskOf(step, site)), lane }, engine))
        }),
      )
      throwTogether(ended)
    }
  }
}

/** What is stored may have changed since the plan, and what tries upgrades may have come only now: right before one is sent it is tried again. */
async function rehearse(step: ChainStep, { wanted, chain }: Site): Promise<void> {
  const upgraded = stepsApart([step]).flatMap((part) => (part.do === 'upgrade' ? [part.contract] : []))
  const contracts = wanted.contracts.filter((contract) => upgraded.includes(contract.name) && isTried(contract))
  if (contracts.length > 0) throwProblems(await rehearseUpgrades({ ...wanted, contracts }, await readDeployed(wanted, chain), chain))
}

function purseFor(ceilings: DeploymentPlan['notes']['ceilings'], limit: bigint): Purse {
  return purseOf(limit, new Map(Object.entries(ceilings).map(([step, stroops]) => [step, BigInt(stroops)])))
}

/** Channels lend their numbers once all of them are there. */
function usableChannels({ steps, found, wanted }: Pick<DeploymentPlan, 'steps'> & { found: ChainFacts; wanted: Wanted }) {
  const opens = steps.some((step) => step.do === 'open-channels')
  return opens || wanted.channels.every(({ address }) => found.accounts.has(address)) ? wanted.channels : []
}

/** All of a wave is settled before any of its problems is told. */
function throwTogether(ended: readonly PromiseSettledResult<unknown>[]): void {
  const thrown = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  const problems: Problem[] = thrown.flatMap((one) => {
    const found = problemsOf(one)
    if (found === null) throw one
    return found
  })
  throwProblems(problems)
}
