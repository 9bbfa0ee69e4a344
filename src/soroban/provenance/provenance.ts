import type { JsonObject } from '../../core/plan.ts'
import { collected, type Problem } from '../../core/problem.ts'
import type { Network } from '../network/network.ts'
import type { BundleArchive } from './bundle-archive.ts'
import type { AttestedContract } from './contract-provenance.ts'
import type { ProvenancePolicy } from './policy.ts'
import { provenanceMissing } from './problems.ts'

export interface Provenance {
  readonly problems: readonly Problem[]
  /** For people and the record: a waiver, or who built each contract. */
  readonly notes: JsonObject
}

interface Around {
  readonly policy: ProvenancePolicy | null
  readonly network: Pick<Network, 'name'>
  readonly directory: string
  /** Opens the archive of a repository; null: there is no token to ask with. */
  readonly archiveOf: ((repository: string) => BundleArchive) | null
}

/**
 * Proves who built the code of these contracts. Reads files, and asks the archive only for a wasm without any bundle.
 * A bundle that fails a check is a problem even where none is required; of several, one that passes all is enough.
 */
export async function checkProvenance(contracts: readonly AttestedContract[], around: Around): Promise<Provenance> {
  const { policy, network, directory, archiveOf } = around
  if (policy === null || contracts.length === 0) return { problems: [], notes: {} }
  if (policy.kind === 'waived') return { problems: [], notes: { waived: policy.because } }
  if (policy.kind === 'undeclared')
    return { problems: contracts.map((contract) => missing(contract, { looked: [], network: network.name })), notes: {} }
  const { build, trustedRoot, required, position } = policy
  const problems: Problem[] = []
  // The verification is loaded only by those who ask for it.
  const [{ readTrustedRoots }, { judgeContract }] = await Promise.all([import('./trusted-roots.ts'), import('./contract-provenance.ts')])
  const roots = await collected(() => readTrustedRoots({ path: trustedRoot, directory, at: position('trusted-root') }), problems)
  if (roots === null) return { problems, notes: {} }
  const site = { policy, roots, directory, archive: archiveOf === null ? null : archiveOf(build.source.repository) }
  const judged = await Promise.all(
    contracts.map(async (contract) => {
      const found: Problem[] = []
      const result = await collected(() => judgeContract(contract, site), found)
      return { contract, result, found }
    }),
  )
  for (const { contract, result, found } of judged) {
    problems.push(...found, ...(result?.problems ?? []))
    if (result !== null && result.looked.length > 0 && required)
      problems.push(missing(contract, { looked: result.looked, network: network.name }))
  }
  return {
    problems,
    notes: Object.fromEntries(judged.flatMap(({ contract, result }) => (result === null ? [] : [[contract.name, result.facts]]))),
  }
}

function missing(
  { name: contract, file: { path, hash, at } }: AttestedContract,
  told: { looked: readonly string[]; network: string },
): Problem {
  return provenanceMissing({ ...told, looked: [...told.looked], contract, path, hash, at })
}
