import type { Action, Run } from '../../core/action.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import { collected, isProblem, type Problem, problemsOf } from '../../core/problem.ts'
import { releaseDirectory } from '../../core/release.ts'
import { makeReleaseFolder } from '../../core/release-folder.ts'
import type { World } from '../../core/world.ts'
import { readCollected } from '../../soroban/collecting/collected-signatures.ts'
import type { CollectedTransaction } from '../../soroban/collecting/collected-transaction.ts'
import { unsignedPath } from '../../soroban/collecting/unsigned-file.ts'
import { carryOutSteps } from '../../soroban/deployment.ts'
import { lastDeployed, verifySystem } from '../../soroban/drift.ts'
import type { Settled } from '../../soroban/engine/carry-out.ts'
import { isRendered, renderEnvFile } from '../../soroban/env/env-files.ts'
import { envStoreProblems, fillEnvStore } from '../../soroban/env/env-stores.ts'
import { type Chain, openChain } from '../../soroban/network/chain.ts'
import { loadSdk } from '../../soroban/network/sdk.ts'
import { type DeploymentPlan, isChainStep } from '../../soroban/plan/deployment-plan.ts'
import { bindingOf, makePlan } from '../../soroban/plan/plan-deployment.ts'
import { interrupted, outcomeUnknown } from '../../soroban/problems.ts'
import type { BundleArchive } from '../../soroban/provenance/bundle-archive.ts'
import { checkProvenance } from '../../soroban/provenance/provenance.ts'
import { readWanted } from '../../soroban/read-wanted.ts'
import { verifyDeployment } from '../../soroban/verification.ts'
import type { Wanted, WantedContract } from '../../soroban/wanted.ts'
import { manifest } from './manifest.ts'
import { deploymentSummary } from './summary.ts'

export const deploySorobanContracts: Action<typeof manifest, DeploymentPlan> = {
  manifest,
  async plan(run, world) {
    const wanted = await readWanted(run, world, await loadSdk())
    const chain = await openChain(wanted.network, world)
    const { mode, 'merge-channels': mergeChannels, 'spend-limit': spendLimit } = run.inputs
    if (mode === 'verify') return planOfVerification(wanted)
    await collect(run, { wanted, chain, world })
    return makePlan({
      wanted,
      chain,
      release: run.release,
      history: run.history,
      mergeChannels,
      spendLimit,
      world,
      attest: attestIn(run, { wanted, world }),
    })
  },
  async apply(plan, run, world) {
    const wanted = await readWanted(run, world, await loadSdk())
    if (run.inputs.mode === 'verify') return verify(wanted, { chain: await openChain(wanted.network, world), run, world })
    const settled: Settled[] = []
    const proof = await deploy(plan, { wanted, run, world, settled })
    if (proof.problems.length > 0) return unfinished(proof.problems, settled, wanted)
    const { outputs, facts } = deployedAs(proof, settled)
    const problems: Problem[] = []
    const written = await collected(() => handOver(wanted, run, world), problems)
    // The contracts are deployed all the same. Whether a store that fails was written to is not known, so the safe answer is yes.
    if (written === null) return outcome({ verdict: 'fail', changed: true, problems, outputs, facts })
    return outcome({
      verdict: 'pass',
      changed: settled.length + written > 0,
      outputs: {
        ...outputs,
        'env-files': wanted.envFiles.map(({ path }) => path),
        'env-stores': wanted.envStores.map(({ name }) => name),
      },
      facts,
    })
  },
  summary: deploymentSummary,
}

interface Deploying {
  readonly wanted: Wanted
  readonly run: Run<typeof manifest>
  readonly world: World
  readonly settled: Settled[]
}

/** Carries the plan out and reads back. Where nothing is to be done, what the plan just read is the proof: nothing is asked twice. */
async function deploy(plan: DeploymentPlan, { wanted, run, world, settled }: Deploying) {
  const { ledger, contracts } = plan.notes
  const asPlanned = { ledger, contracts: Object.entries(contracts).map(([name, contract]) => ({ name, ...contract })), problems: [] }
  if (!plan.steps.some(isChainStep)) return asPlanned
  const chain = await openChain(wanted.network, world)
  try {
    const collected = await collect(run, { wanted, chain, world })
    await carryOutSteps(plan, { wanted, chain, world, spendLimit: run.inputs['spend-limit'], collected }, settled)
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null) throw thrown
    return { ...asPlanned, problems }
  }
  return verifyDeployment(wanted, chain)
}

/** What was signed elsewhere. It is read for the plan too: a file that is wrong is told before anything begins. */
function collect(
  { inputs: { signatures } }: Run<typeof manifest>,
  { wanted, chain, world }: { wanted: Wanted; chain: Chain; world: World },
): Promise<readonly CollectedTransaction[]> {
  return readCollected(signatures, { chain, directory: world.directory, elsewhere: wanted.signer.elsewhere })
}

/** Changes nothing, so there is nothing to undo; what is verified is bound like a deployment. */
function planOfVerification(wanted: Wanted): DeploymentPlan {
  const notes = { mode: 'verify', ceilings: {}, ledger: null, contracts: {} }
  return { steps: [], binding: bindingOf(wanted), fence: {}, done: [], wayBack: { contracts: {} }, predicted: {}, notes }
}

async function verify(wanted: Wanted, { chain, run, world }: { chain: Chain; run: Run<typeof manifest>; world: World }): Promise<Outcome> {
  const deployed = lastDeployed(run.history)
  const { id, commit } = deployed === null ? run.release : { id: deployed.release, commit: deployed.commit }
  const directory = releaseDirectory({ id, commit }, { config: run.config, world })
  const [{ contracts, problems: differences, ledger }, stores, provenance] = await Promise.all([
    verifySystem(wanted, { chain, deployed, directory }),
    envStoreProblems(wanted.envStores, world),
    attestIn(run, { wanted, world })(wanted.contracts),
  ])
  const problems = [...differences, ...stores, ...provenance.problems]
  return outcome({
    verdict: problems.length === 0 ? 'pass' : 'fail',
    changed: false,
    problems,
    outputs: {
      'contract-ids': Object.fromEntries(contracts.map(({ name, id }) => [name, id])),
      'wasm-hashes': Object.fromEntries(contracts.map(({ name, wasmHash }) => [name, wasmHash])),
    },
    facts: {
      ledger,
      contracts: Object.fromEntries(contracts.map(({ name, ...contract }) => [name, contract])),
      provenance: provenance.notes,
    },
  })
}

/** Who built the code is proved from files, else by what GitHub keeps; without a token it is not asked. */
function attestIn({ inputs }: Run<typeof manifest>, { wanted, world }: { wanted: Wanted; world: World }) {
  const token = inputs['github-token']
  const archiveOf = (repository: string): BundleArchive => ({
    name: `the attestations of ${repository} on GitHub`,
    async fetch(digest) {
      const { fetchAttestations } = await import('../../github/attestations.ts')
      return fetchAttestations({ repository, digest, token: token ?? '', world })
    },
  })
  const around = { policy: wanted.provenance, network: wanted.network, directory: world.directory }
  return (contracts: readonly WantedContract[]) => checkProvenance(contracts, { ...around, archiveOf: token === null ? null : archiveOf })
}

/**
 * A deployment that stopped on its way, or is not as wanted: what was applied stays, and is told. What may still be
 * applied counts as a change that could not be judged.
 */
function unfinished(problems: readonly Problem[], settled: readonly Settled[], { environment }: Wanted): Outcome {
  const isAny = (...codes: readonly string[]) => problems.some((problem) => codes.some((code) => isProblem(problem, code)))
  const waits = isAny('soroban/needs-signatures')
  const isKnown = !isAny(outcomeUnknown.definition.code, interrupted.definition.code)
  return outcome({
    verdict: isKnown ? 'fail' : 'error',
    changed: settled.length > 0 || !isKnown,
    problems,
    outputs: waits ? { 'unsigned-transactions': unsignedPath(environment) } : {},
    facts: { transactions: shownTransactions(settled), 'fee-charged': String(feeCharged(settled)) },
  })
}

/** Contracts that are deployed and proved, and the transactions that did it. */
function deployedAs({ ledger, contracts }: Awaited<ReturnType<typeof deploy>>, settled: readonly Settled[]) {
  return {
    outputs: {
      'contract-ids': Object.fromEntries(contracts.map(({ name, id }) => [name, id])),
      'wasm-hashes': Object.fromEntries(contracts.map(({ name, wasmHash }) => [name, wasmHash])),
      'ledgers-used': String(ledgersUsed(settled)),
      'fee-charged': String(feeCharged(settled)),
    },
    facts: {
      ledger,
      transactions: shownTransactions(settled),
      contracts: Object.fromEntries(contracts.map(({ name, ...contract }) => [name, contract])),
    },
  }
}

/** Tells the ids to those who use them, in files and in stores: how many were written. */
async function handOver(wanted: Wanted, { release }: Run<typeof manifest>, world: World): Promise<number> {
  await makeReleaseFolder(release, world)
  const rendered = await renderAll(wanted, release.directory, world)
  return rendered + (await fillAll(wanted, world))
}

async function renderAll({ envFiles }: Wanted, directory: string, world: Parameters<typeof renderEnvFile>[2]): Promise<number> {
  let rendered = 0
  for (const file of envFiles) {
    if (await isRendered(file, directory)) continue
    await renderEnvFile(file, directory, world)
    rendered += 1
  }
  return rendered
}

/** Stores outside of the release folder come last: what they lead to is proved by then. */
async function fillAll({ envStores }: Wanted, world: Parameters<typeof fillEnvStore>[1]): Promise<number> {
  let filled = 0
  for (const store of envStores) if (await fillEnvStore(store, world)) filled += 1
  return filled
}

function shownTransactions(settled: readonly Settled[]) {
  return settled.map(({ name, hash, ledger, feeCharged }) => ({
    step: name,
    hash,
    ledger,
    'fee-charged': feeCharged === null ? null : String(feeCharged),
  }))
}

function ledgersUsed(settled: readonly Settled[]): number {
  return new Set(settled.flatMap(({ ledger }) => (ledger === null ? [] : [ledger]))).size
}

function feeCharged(settled: readonly Settled[]): bigint {
  return settled.reduce((sum, { feeCharged }) => sum + (feeCharged ?? 0n), 0n)
}
