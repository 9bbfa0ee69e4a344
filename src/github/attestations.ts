import type { World } from '../core/world.ts'
import { openGitHub, statusOf } from './client.ts'
import { gitHubUnreachable } from './problems.ts'

/** The bundle of one attestation; where there is none, it lies at an address of its own, compressed. */
interface ListedAttestation {
  readonly bundle?: unknown
  readonly bundle_url?: string | null
}

/** Compressed and whole, a bundle has some ten kilobytes; a statement with hundreds of subjects a few hundred. */
const largestBundle = 16 * 1024 * 1024

/**
 * The Sigstore bundles that a repository's workflows made for a file, by its sha256 (hex); none where GitHub knows none.
 * Source: REST API, "List attestations".
 */
export async function fetchAttestations({
  repository,
  digest,
  token,
  world,
}: {
  /** OWNER/REPOSITORY. */
  repository: string
  digest: string
  token: string
  world: Pick<World, 'runner' | 'fetch'>
}): Promise<readonly unknown[]> {
  const what = `list the attestations of ${repository}`
  const { octokit, call } = await openGitHub({ token, needed: what, world })
  const [owner = '', repo = ''] = repository.split('/')
  const listed = await call(
    what,
    'attestations: read',
    () => octokit.rest.repos.listAttestations({ owner, repo, subject_digest: `sha256:${digest}`, per_page: 100 }),
    [404],
  ).catch((thrown: unknown) => {
    if (statusOf(thrown) === 404) return null
    throw thrown
  })
  const attestations = (listed?.data.attestations ?? []) as readonly ListedAttestation[]
  return Promise.all(attestations.map((attestation) => bundleOf(attestation, world)))
}

/** The address is signed and short-lived, and on a host that must not get the token. */
async function bundleOf({ bundle, bundle_url: url }: ListedAttestation, { fetch }: Pick<World, 'fetch'>): Promise<unknown> {
  if (bundle !== undefined && bundle !== null) return bundle
  const refuse = (reason: string) => gitHubUnreachable({ what: 'give the bundle of an attestation', reason })
  if (typeof url !== 'string') throw refuse('it names no address')
  const answer = await fetch(url).catch((thrown: unknown) => {
    throw refuse(String(thrown))
  })
  if (!answer.ok) throw refuse(`status ${answer.status}`)
  const bytes = await answer.arrayBuffer()
  const { uncompress } = await import('snappyjs')
  try {
    return JSON.parse(Buffer.from(uncompress(bytes, largestBundle)).toString('utf8'))
  } catch (thrown) {
    throw refuse(`it is not compressed JSON (${thrown})`)
  }
}
