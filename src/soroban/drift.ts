import type { Problem } from '../core/problem.ts'
import type { History } from '../record/history.ts'
import type { ContractId, ContractName } from './contract-id.ts'
import {
  deployerMissing,
  envFileMissing,
  envVariableDiffers,
  lifetimeShort,
  otherAdministrator,
  otherId,
  paused,
  readBackFails,
  unknownContract,
  wayBackLost,
  wayBackShort,
} from './drift-problems.ts'
import { invokeCall } from './engine/operations.ts'
import { readCall } from './engine/transaction.ts'
import { differingVariables } from './env/env-files.ts'
import type { Chain } from './network/chain.ts'
import { type ChainFacts, type Lifetime, readFacts } from './network/facts.ts'
import { ledgersOf } from './plan/ledgers.ts'
import { type Verification, verifyContracts } from './verification.ts'
import type { Wanted, WantedContract } from './wanted.ts'
import type { WasmHash } from './wasm/contract-file.ts'
import { contractsBefore } from './way-back.ts'

/** What the record says of the newest deployment to an environment. */
export interface Deployed {
  readonly release: string
  readonly commit: string
  readonly ids: Readonly<Record<ContractName, ContractId>>
  /** Code that contracts ran before it: the way back. */
  readonly codeBefore: Readonly<Record<ContractName, WasmHash>>
}

interface Around {
  readonly chain: Chain
  readonly deployed: Deployed | null
  /** The release folder whose env files are in use. */
  readonly directory: string
}

/**
 * Everything in which the chain, the env files and the record are not what fairlead.yml wants. Changes nothing. One
 * getLedgerEntries for all contracts, then one simulation for each question to one of them.
 */
export async function verifySystem(wanted: Wanted, { chain, deployed, directory }: Around): Promise<Verification> {
  const { contracts, signer, network } = wanted
  const gone = Object.entries(deployed?.ids ?? {}).filter(([name]) => !contracts.some((contract) => contract.name === name))
  const facts = await readFacts(chain, {
    targets: [...contracts, ...gone.map(([name, id]) => ({ name, id }))],
    hashes: [...contracts.map(({ file }) => file.hash), ...Object.values(deployed?.codeBefore ?? {})],
    deployer: signer.address,
  })
  const verified = await verifyContracts(wanted, facts, chain)
  const running = contracts.filter(({ name, file }) => facts.instances.get(name)?.wasmHash === file.hash && isAlive(name, file.hash, facts))
  const asked = await Promise.all(running.map((contract) => ask(contract, { chain, source: signer.address })))
  const policy = ledgersOf(wanted.ttl.whenBelowMs, facts)
  return {
    ...verified,
    problems: [
      ...(facts.account === null ? [deployerMissing({ address: signer.address, network: network.name })] : []),
      ...verified.problems,
      ...contracts.flatMap((contract) => lifetimeProblems(contract, facts, policy)),
      ...asked.flat(),
      ...contracts.flatMap(({ name, id }) => recordedOtherwise(name, id, deployed)),
      ...gone.flatMap(([contract, id]) => (facts.instances.has(contract) ? [unknownContract({ contract, id })] : [])),
      ...wayBackProblems(deployed, facts, policy),
      ...(await envProblems(wanted, directory)),
    ],
  }
}

/** The newest deployment that the record says was proved; null where there is none. */
export function lastDeployed(history: Pick<History, 'entries' | 'ofRelease'>): Deployed | null {
  const ended = history.entries.findLast(
    ({ kind, action, outputs }) => kind === 'ended' && action === 'deploy-soroban-contracts' && outputs['env-files'] !== undefined,
  )
  if (ended === undefined) return null
  const before = Object.entries(contractsBefore(history, ended.release)).flatMap(([name, { wasmHash }]) =>
    wasmHash === null ? [] : [[name, wasmHash] as const],
  )
  return {
    release: ended.release,
    commit: ended.commit,
    ids: ended.outputs['contract-ids'] as Deployed['ids'],
    codeBefore: Object.fromEntries(before),
  }
}

function isAlive(name: ContractName, hash: WasmHash, { instances, codes }: ChainFacts): boolean {
  return instances.get(name)?.archived === false && codes.get(hash)?.archived === false
}

function lifetimeProblems({ name: contract, file }: WantedContract, facts: ChainFacts, policy: number): readonly Problem[] {
  const tell = (entry: 'instance' | 'code', lifetime: Lifetime | undefined) =>
    lifetime === undefined || lifetime.archived || ledgersLeft(lifetime, facts) >= policy
      ? []
      : [lifetimeShort({ contract, entry, ledgers: ledgersLeft(lifetime, facts), policy })]
  return [...tell('instance', facts.instances.get(contract)), ...tell('code', facts.codes.get(file.hash))]
}

function wayBackProblems(deployed: Deployed | null, facts: ChainFacts, policy: number): readonly Problem[] {
  return Object.entries(deployed?.codeBefore ?? {}).flatMap(([contract, wasmHash]) => {
    const code = facts.codes.get(wasmHash)
    if (code === undefined || code.archived) return [wayBackLost({ contract, wasmHash })]
    const ledgers = ledgersLeft(code, facts)
    return ledgers >= policy ? [] : [wayBackShort({ contract, wasmHash, ledgers, policy })]
  })
}

function ledgersLeft({ liveUntil }: Lifetime, { latestLedger }: ChainFacts): number {
  return liveUntil - latestLedger
}

function recordedOtherwise(contract: ContractName, wanted: ContractId, deployed: Deployed | null): readonly Problem[] {
  const recorded = deployed?.ids[contract]
  return recorded === undefined || recorded === wanted ? [] : [otherId({ contract, recorded, wanted })]
}

/** Asks a contract whether it is paused, and for its administrator where no read-back compares it. */
async function ask(contract: WantedContract, from: { chain: Chain; source: string }): Promise<readonly Problem[]> {
  const { name, file, constructorArguments, init, readBack } = contract
  const has = (call: string, type: string) => file.spec.parameters(call)?.length === 0 && file.spec.output(call)?.type === type
  const given = [constructorArguments, ...(init === null ? [] : [init.arguments])]
    .flatMap(({ shown }) => shown)
    .find((argument) => argument.name === 'admin')?.value
  const isCompared = readBack?.fields.has('admin') === true || init?.readBack?.fields.has('admin') === true
  const isPaused = (answer: unknown) => (answer === true ? paused({ contract: name }) : null)
  const isOther = (answer: unknown) =>
    answer === given ? null : otherAdministrator({ contract: name, found: String(answer), wanted: String(given) })
  const asked = await Promise.all([
    ...(has('paused', 'scSpecTypeBool') ? [judgeAnswer(contract, { call: 'paused', judge: isPaused }, from)] : []),
    ...(given !== undefined && !isCompared && has('admin', 'scSpecTypeAddress')
      ? [judgeAnswer(contract, { call: 'admin', judge: isOther }, from)]
      : []),
  ])
  return asked.filter((problem) => problem !== null)
}

interface Question {
  readonly call: string
  readonly judge: (answer: unknown) => Problem | null
}

/** A question without an answer is a difference too. */
async function judgeAnswer(
  { name, id, file: { spec } }: WantedContract,
  { call, judge }: Question,
  from: { chain: Chain; source: string },
): Promise<Problem | null> {
  const answer = await readCall(invokeCall(`read ${call}`, { id, call, arguments: [], spec }, from.chain.sdk), from)
  if ('failed' in answer) return readBackFails({ contract: name, call, reason: answer.failed })
  return judge(from.chain.sdk.scValToNative(answer.value))
}

async function envProblems({ envFiles }: Wanted, folder: string): Promise<readonly Problem[]> {
  const told = envFiles.map(async (file) => {
    const variables = await differingVariables(file, folder)
    if (variables === null) return [envFileMissing({ path: file.path, folder })]
    return variables.map((variable) => envVariableDiffers({ path: file.path, variable }))
  })
  return (await Promise.all(told)).flat()
}
