import type { Place, Problem } from '../../core/problem.ts'
import type { ContractMeta } from '../wasm/contract-meta.ts'
import type { BuildIdentity } from './certificate.ts'
import { sourceClaimDiffers } from './problems.ts'

/** Where a wasm says it was built from, in other words than its attestation: SEP-55's and SEP-58's metadata must agree with it. */
export function claimProblems(
  { sourceRepository, sourceUri }: ContractMeta['build'],
  { contract, identity, at }: { contract: string; identity: BuildIdentity; at: Place | null },
): readonly Problem[] {
  const { repository, commit } = identity
  const named = sourceRepository === null ? null : (/^github:([^/]+\/[^/]+)$/.exec(sourceRepository)?.[1] ?? sourceRepository)
  return [
    ...(named === null || isSame(named, repository)
      ? []
      : [sourceClaimDiffers({ contract, claim: `source_repo = ${sourceRepository}`, found: repository, at })]),
    ...(sourceUri === null || leadsTo(sourceUri, { repository, commit })
      ? []
      : [sourceClaimDiffers({ contract, claim: `source_uri = ${sourceUri}`, found: `${repository} at ${commit}`, at })]),
  ]
}

/** An archive on GitHub must be of the repository, and of the commit where it names one; elsewhere anything may be kept. */
function leadsTo(uri: string, { repository, commit }: Pick<BuildIdentity, 'repository' | 'commit'>): boolean {
  const { hostname, pathname } = URL.canParse(uri) ? new URL(uri) : { hostname: '', pathname: '' }
  if (hostname !== 'github.com' && hostname !== 'codeload.github.com') return true
  const [, owner = '', name = ''] = pathname.split('/')
  const commits = pathname.match(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g) ?? []
  return isSame(`${owner}/${name}`, repository) && commits.every((one) => one === commit)
}

/** GitHub's names do not tell upper from lower case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
