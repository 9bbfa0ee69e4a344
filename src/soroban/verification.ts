import type { Problem } from '../core/problem.ts'
import type { Chain } from './chain.ts'
import type { WasmHash } from './contract-file.ts'
import type { ContractId, ContractName } from './contract-id.ts'
import { type ChainFacts, readFacts } from './facts.ts'
import { answerOf } from './initialized.ts'
import { notAsPlanned, readBackDiffers } from './problems.ts'
import type { ReadBack } from './read-back.ts'
import type { Wanted, WantedContract } from './wanted.ts'

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

/** Reads everything back: executable, code, lifetimes, and what the contracts say they were given. Changes nothing. */
export async function verifyDeployment(wanted: Wanted, chain: Chain): Promise<Verification> {
  const { contracts, signer } = wanted
  const facts = await readFacts(chain, { targets: contracts, hashes: contracts.map(({ file }) => file.hash), deployer: signer.address })
  const readBacks = await Promise.all(contracts.flatMap((contract) => readBacksOf(contract, { chain, source: signer.address })))
  return {
    ledger: facts.latestLedger,
    contracts: contracts.map(({ name, id, file }) => ({
      name,
      id,
      wasmHash: facts.instances.get(name)?.wasmHash ?? null,
      liveUntil: { instance: facts.instances.get(name)?.liveUntil ?? 0, code: facts.codes.get(file.hash)?.liveUntil ?? 0 },
    })),
    problems: [...contracts.flatMap((contract) => differences(contract, facts)), ...readBacks.flat()],
  }
}

function differences({ name, file }: WantedContract, facts: ChainFacts): Problem[] {
  const instance = facts.instances.get(name)
  const code = facts.codes.get(file.hash)
  const tell = (found: string) => notAsPlanned({ contract: name, found })
  if (instance === undefined) return [tell('there is no instance')]
  return [
    ...(instance.wasmHash === file.hash ? [] : [tell(`it runs ${instance.wasmHash ?? instance.kind}, wanted ${file.hash}`)]),
    ...(instance.archived ? [tell('its instance is archived')] : []),
    ...(code === undefined ? [tell('its code is not on the chain')] : code.archived ? [tell('its code is archived')] : []),
  ]
}

function readBacksOf(
  { name, id, file: { spec }, init, readBack }: WantedContract,
  from: { chain: Chain; source: string },
): Promise<Problem[]>[] {
  const wanted = [init?.readBack ?? null, readBack].filter((one): one is ReadBack => one !== null)
  return wanted.map(async (one) => {
    const answer = await answerOf({ id, spec, readBack: one }, from)
    const found = 'failed' in answer ? `it fails: ${answer.failed}` : answer.difference
    return found === null ? [] : [readBackDiffers({ contract: name, call: one.call, found })]
  })
}
