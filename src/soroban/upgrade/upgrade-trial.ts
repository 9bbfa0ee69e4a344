import type { xdr } from '@stellar/stellar-sdk/base'
import type { Problem } from '../../core/problem.ts'
import { batchCall } from '../batch/batch-call.ts'
import type { ContractProbe } from '../contract-probe.ts'
import { invokeCall, uploadCall } from '../engine/operations.ts'
import { type ChainCall, readCall } from '../engine/transaction.ts'
import type { Chain } from '../network/chain.ts'
import type { ChainFacts } from '../network/facts.ts'
import { batchDeployerName } from '../plan/deployment-plan.ts'
import { specOf } from '../spec/spec.ts'
import type { Wanted, WantedContract } from '../wanted.ts'
import { upgradeProbeDiffers, upgradeTrialFailed } from './upgrade-problems.ts'

interface Site {
  readonly wanted: Pick<Wanted, 'signer' | 'batchDeployer'>
  readonly chain: Chain
  readonly found: ChainFacts
}

/** Whether upgrades can be tried on this chain: several calls are one simulation only with the batch deployer. */
export function canTry({ instances, codes }: ChainFacts, { file: { hash } }: WantedContract): boolean {
  const instance = instances.get(batchDeployerName)
  return instance?.wasmHash === hash && !instance.archived && codes.get(hash)?.archived === false
}

/** Whether the chain runs other code for a contract than is wanted, and can be asked. */
export function isUpgraded({ name, file }: WantedContract, { instances, codes }: ChainFacts): boolean {
  const instance = instances.get(name)
  const running = instance?.wasmHash ?? null
  return running !== null && running !== file.hash && instance?.archived === false && codes.get(running)?.archived === false
}

/**
 * Tries an upgrade by simulation on the chain as it is: the new code is uploaded, takes the place of the old one,
 * migrates, and answers its probes, all within one call that is never sent. Gives what would go wrong.
 */
export async function tryUpgrade(contract: WantedContract, site: Site): Promise<readonly Problem[]> {
  const { name, migrate, probes, file, position } = contract
  const replacing = replacingCalls(contract, site)
  if (replacing === null) return []
  const isMigrated = await isMigratedBy(replacing, contract, site)
  const migrating =
    migrate === null || isMigrated ? [] : [callOf(contract, { call: migrate.call, values: migrate.arguments.values }, site.chain)]
  const tried = [...replacing, ...migrating, ...probes.map((probe) => callOf(contract, probe, site.chain))]
  const answer = await answersOf(tried, contract, site)
  if ('failed' in answer) {
    return [upgradeTrialFailed({ contract: name, call: answer.by, reason: answer.failed, at: position('upgrade') ?? file.at })]
  }
  const answers = answer.values.slice(answer.values.length - probes.length)
  return probes.flatMap(({ call, equals }, index) => {
    const given = answers[index]
    if (equals === null || given?.equals(equals) === true) return []
    const [found, wanted] = [given, equals].map((value) => (value === undefined ? 'nothing' : shown(value, site.chain)))
    return [
      upgradeProbeDiffers({ contract: name, call, found: found ?? '', wanted: wanted ?? '', at: position('upgrade', 'probes', index) }),
    ]
  })
}

/** Whether what is stored has the form of the new code already, from an upgrade that was taken back: its migration must not run twice. */
export async function isMigratedAfterUpgrade(contract: WantedContract, site: Site): Promise<boolean> {
  const replacing = replacingCalls(contract, site)
  return replacing !== null && isMigratedBy(replacing, contract, site)
}

async function isMigratedBy(replacing: readonly ChainCall[], contract: WantedContract, site: Site): Promise<boolean> {
  if (contract.migrate === null) return false
  const { proof } = contract.migrate
  const answer = await answersOf([...replacing, callOf(contract, proof, site.chain)], contract, site)
  return 'values' in answer && proof.equals !== null && answer.values.at(-1)?.equals(proof.equals) === true
}

/** What brings the new code into its place; null where the call of the upgrade is wrong, which is told elsewhere. */
function replacingCalls(
  { name, id, file, upgradeCall, upgradeArguments }: WantedContract,
  { chain: { sdk }, found }: Site,
): readonly ChainCall[] | null {
  const code = found.codes.get(found.instances.get(name)?.wasmHash ?? file.hash)
  const spec = code === undefined ? null : specOf(code.bytes, sdk)
  const typed = upgradeArguments(spec)
  if (!('values' in typed)) return null
  return [uploadCall(`upload ${name}`, file, sdk), invokeCall(upgradeCall, { id, call: upgradeCall, arguments: typed.values, spec }, sdk)]
}

function callOf(
  { id, file: { spec } }: WantedContract,
  { call, values }: Pick<ContractProbe, 'call' | 'values'>,
  { sdk }: Chain,
): ChainCall {
  return invokeCall(call, { id, call, arguments: values, spec }, sdk)
}

type Answers = { readonly values: readonly xdr.ScVal[] } | { readonly failed: string; readonly by: string }

async function answersOf(calls: readonly ChainCall[], { name }: WantedContract, { wanted, chain }: Site): Promise<Answers> {
  const { signer, batchDeployer } = wanted
  const batch = batchCall(`rehearse the upgrade of ${name}`, { id: batchDeployer.id, deployer: signer.address, calls }, chain.sdk)
  const answer = await readCall(batch, { chain, source: signer.address })
  if ('failed' in answer) return answer
  return { values: answer.value.type === 'scvVec' ? (answer.value.value ?? []) : [] }
}

function shown(value: xdr.ScVal, { sdk: { scValToNative } }: Chain): string {
  return JSON.stringify(scValToNative(value), (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? 'nothing'
}
