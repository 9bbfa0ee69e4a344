import type { TrustedRoot } from '@sigstore/protobuf-specs'
import type { JsonObject } from '../../core/plan.ts'
import type { Problem } from '../../core/problem.ts'
import type { WantedContract } from '../wanted.ts'
import type { ContractMeta } from '../wasm/contract-meta.ts'
import { type Finding, judgeAttestation } from './attestation.ts'
import { claimProblems } from './build-claims.ts'
import type { BundleArchive } from './bundle-archive.ts'
import { type FoundBundle, findBundles } from './bundles.ts'
import type { ProvenancePolicy } from './policy.ts'
import { faultProblems } from './problems.ts'

export type AttestedContract = Pick<WantedContract, 'name' | 'file' | 'bundle' | 'position'>

interface Site {
  readonly policy: Extract<ProvenancePolicy, { kind: 'attested' }>
  readonly roots: readonly TrustedRoot[]
  readonly directory: string
  readonly archive: BundleArchive | null
}

interface Judged {
  /** Where no bundle was found; empty where there was one. */
  readonly looked: readonly string[]
  readonly problems: readonly Problem[]
  readonly facts: JsonObject
}

/** Looks for the bundles of one contract and judges them: who built it, or why nobody is proved to have. */
export async function judgeContract(contract: AttestedContract, { policy, roots, directory, archive }: Site): Promise<Judged> {
  const { name, file, bundle } = contract
  const at = bundle === null ? policy.position('bundles') : contract.position('bundle')
  const own = await findBundles({ wasm: file.path, file: bundle, folder: policy.bundles, digest: file.hash, directory, at })
  const bundles = own.length > 0 ? own : await keptBundles(file.hash, archive)
  if (bundles.length === 0) {
    const looked = [bundle ?? `the folder of ${file.path}`, policy.bundles, archive?.name].filter((place) => typeof place === 'string')
    return { looked, problems: [], facts: { proved: false } }
  }
  const judged = bundles.map((one) => ({
    source: one.source,
    ...judgeAttestation(one.bundle, { digest: file.hash, build: policy.build, roots }),
  }))
  const proof = judged.find((one) => 'identity' in one)
  if (proof === undefined) return { looked: [], problems: [nearestFault(judged, contract)], facts: { proved: false } }
  const { source, identity } = proof
  const facts = { proved: true, bundle: source, ...identity, claims: shownClaims(file.meta) }
  return { looked: [], problems: claimProblems(file.meta.build, { contract: name, identity, at: file.at }), facts }
}

async function keptBundles(digest: string, archive: BundleArchive | null): Promise<readonly FoundBundle[]> {
  if (archive === null) return []
  return (await archive.fetch(digest)).map((bundle) => ({ source: archive.name, bundle }))
}

/** Of several bundles none of which passes, the one that passed the most checks is the one that was meant. */
function nearestFault(
  judged: readonly ({ source: string } & ReturnType<typeof judgeAttestation>)[],
  { name, file }: AttestedContract,
): Problem {
  const findings = judged.flatMap((one) => ('finding' in one ? [{ bundle: one.source, ...one.finding }] : []))
  const [nearest] = findings.toSorted((one, other) => passedChecks(other) - passedChecks(one))
  if (nearest === undefined) throw new TypeError('no bundle was judged')
  const { check, bundle, expected, found } = nearest
  const others = findings.length === 1 ? '' : ` (the nearest of ${findings.length} bundles)`
  return faultProblems[check]({ contract: name, bundle, expected, found: `${found}${others}`, at: file.at })
}

function passedChecks({ check }: Finding): number {
  return Object.keys(faultProblems).indexOf(check)
}

/** What SEP-55 and SEP-58 let a wasm say about its build; what is not said is left out. */
function shownClaims({ build }: ContractMeta): JsonObject {
  const said = Object.entries(build).filter(([, value]) => value !== null && value.length > 0)
  return Object.fromEntries(said)
}
