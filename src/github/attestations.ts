import { reasonOf } from '../core/no-answer.ts'
import { retrying } from '../core/retry.ts'
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
/** For one download, with all of its bytes. */
const downloadTimeoutMs = 30_000
const pausesMs = [250, 1_000]

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
  world: Pick<World, 'runner' | 'fetch' | 'sleep'>
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
async function bundleOf(
  { bundle, bundle_url: url }: ListedAttestation,
  { fetch, sleep }: Pick<World, 'fetch' | 'sleep'>,
): Promise<unknown> {
  if (bundle !== undefined && bundle !== null) return bundle
  const refuse = (reason: string) => gitHubUnreachable({ what: 'give the bundle of an attestation', reason })
  if (typeof url !== 'string') throw refuse('it names no address')
  const download = async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs) })
    if (answer.status >= 500) throw new Error(`status ${answer.status}`)
    return { ok: answer.ok, status: answer.status, bytes: await answer.arrayBuffer() }
  }
  const { ok, status, bytes } = await retrying(download, { sleep, pausesMs, isTemporary: () => true }).catch((thrown: unknown) => {
    throw refuse(reasonOf(thrown, downloadTimeoutMs))
  })
  if (!ok) throw refuse(`status ${status}`)
  const { uncompress } = await import('snappyjs')
  try {
    return JSON.parse(Buffer.from(uncompress(bytes, largestBundle)).toString('utf8'))
  } catch (thrown) {
    throw refuse(`it is not compressed JSON (${thrown})`)
  }
}
