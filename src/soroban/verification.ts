import type { Problem } from '../core/problem.ts'
import type { ContractId, ContractName } from './contract-id.ts'
import type { ContractProbe } from './contract-probe.ts'
import {
  codeArchived,
  codeNotThere,
  instanceArchived,
  instanceMissing,
  notInitialized,
  notMigrated,
  otherCode,
  readBackFails,
} from './drift-problems.ts'
import { executableProblem } from './external-reference.ts'
import { answerOf } from './initialized.ts'
import type { Chain } from './network/chain.ts'
import { type ChainFacts, readFacts } from './network/facts.ts'
import { isProved } from './probe-reading.ts'
import { readBackDiffers } from './problems.ts'
import type { ReadBack } from './read-back.ts'
import type { Wanted, WantedContract } from './wanted.ts'
import type { WasmHash } from './wasm/contract-file.ts'

/** A contract as it was read back. */
export interface VerifiedContract {
  readonly name: ContractName
  readonly id: ContractId
  readonly wasmHash: WasmHash | null
  /** Last ledgers of the instance and of its code. */
  readonly liveUntil: { readonly instance: number; readonly code: number }
}

export interface Verification {
  readonly ledger: number
  readonly contracts: readonly VerifiedContract[]
  readonly problems: readonly Problem[]
}

/** Reads everything back: executable, code, and what the contracts say they were given. Changes nothing. */
export async function verifyDeployment(wanted: Wanted, chain: Chain): Promise<Verification> {
  const { contracts, signer } = wanted
  const facts = await readFacts(chain, { targets: contracts, hashes: contracts.map(({ file }) => file.hash), deployer: signer.address })
  return verifyContracts(wanted, facts, chain)
}

/** The same over facts that were read already; asks the contracts by simulation. */
export async function verifyContracts({ contracts, signer }: Wanted, facts: ChainFacts, chain: Chain): Promise<Verification> {
  const problems = contracts.map(async (contract) => {
    const found = differences(contract, facts)
    const executable = await executableProblem(contract, facts, chain)
    // What does not run the wanted code cannot be asked what it was given.
    if (found.length > 0 || executable !== null) return executable === null ? found : [...found, executable]
    return readBackProblems(contract, { facts, chain, source: signer.address })
  })
  return {
    ledger: facts.latestLedger,
    contracts: contracts.map(({ name, id, file }) => ({
      name,
      id,
      wasmHash: facts.instances.get(name)?.wasmHash ?? null,
      liveUntil: { instance: facts.instances.get(name)?.liveUntil ?? 0, code: facts.codes.get(file.hash)?.liveUntil ?? 0 },
    })),
    problems: (await Promise.all(problems)).flat(),
  }
}

function differences({ name: contract, id, file: { hash } }: WantedContract, { instances, codes }: ChainFacts): readonly Problem[] {
  const instance = instances.get(contract)
  if (instance === undefined) return [instanceMissing({ contract, id })]
  const code = codes.get(hash)
  return [
    ...(instance.wasmHash === hash || instance.wasmHash === null ? [] : [otherCode({ contract, found: instance.wasmHash, wanted: hash })]),
    ...(instance.archived ? [instanceArchived({ contract })] : []),
    ...(code === undefined ? [codeNotThere({ contract, wasmHash: hash })] : code.archived ? [codeArchived({ contract })] : []),
  ]
}

async function readBackProblems(
  { name: contract, id, file: { spec }, init, readBack, migrate }: WantedContract,
  { facts, chain, source }: { facts: ChainFacts; chain: Chain; source: string },
): Promise<readonly Problem[]> {
  const differing = async (one: ReadBack, whenFailing: (reason: string) => Problem) => {
    const answer = await answerOf({ id, spec, readBack: one }, { chain, source })
    if ('failed' in answer) return [whenFailing(answer.failed)]
    return answer.difference === null ? [] : [readBackDiffers({ contract, call: one.call, found: answer.difference })]
  }
  const silent = (call: string) => (reason: string) => readBackFails({ contract, call, reason })
  const uninitialized = () => notInitialized({ contract, call: init?.call ?? '' })
  if (init !== null && init.readBack === null && facts.instances.get(contract)?.storage.length === 0) return [uninitialized()]
  const unproved = async (probe: ContractProbe) =>
    (await isProved({ id, spec, probe }, { chain, source }))
      ? []
      : [notMigrated({ contract, call: migrate?.call ?? '', proof: probe.call })]
  const told = [
    ...(migrate === null ? [] : [unproved(migrate.proof)]),
    ...(init?.readBack === undefined || init.readBack === null ? [] : [differing(init.readBack, uninitialized)]),
    ...(readBack === null ? [] : [differing(readBack, silent(readBack.call))]),
  ]
  return (await Promise.all(told)).flat()
}
