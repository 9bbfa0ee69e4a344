import type { getOctokit } from '@actions/github'
import type { World } from '../core/world.ts'
import { gitHubUnreachable, tokenMissing, tokenRefused } from './problems.ts'

type Octokit = ReturnType<typeof getOctokit>

/** GitHub's REST API for one repository. */
export interface GitHubClient {
  readonly octokit: Octokit
  readonly repository: { readonly owner: string; readonly repo: string }
  /**
   * Makes a call and tells its failure as a problem: what could not be done, and which permission it needs. A status
   * that is `expected` means something to the caller and is thrown as it came.
   */
  call<Result>(what: string, permission: string, request: () => Promise<Result>, expected?: readonly number[]): Promise<Result>
}

/** Opens the client lazily: the library is loaded only by those who call GitHub. */
export async function openGitHub({
  token,
  needed,
  world,
}: {
  token: string | null
  needed: string
  world: Pick<World, 'runner'>
}): Promise<GitHubClient> {
  if (token === null) throw tokenMissing({ what: needed })
  const { getOctokit } = await import('@actions/github')
  const { apiUrl, repository } = world.runner.facts
  const [owner = '', repo = ''] = repository.split('/')
  return {
    octokit: getOctokit(token, { baseUrl: apiUrl }),
    repository: { owner, repo },
    async call(what, permission, request, expected = []) {
      try {
        return await request()
      } catch (thrown) {
        const status = statusOf(thrown)
        if (expected.includes(status)) throw thrown
        if (status === 401 || status === 403) throw tokenRefused({ status, what, permission, cause: thrown })
        throw gitHubUnreachable({ what, reason: thrown instanceof Error ? thrown.message : String(thrown), cause: thrown })
      }
    },
  }
}

/** The HTTP status of a failed call; 0 where there was no answer. */
export function statusOf(thrown: unknown): number {
  const status = (thrown as { status?: unknown } | null)?.status
  return typeof status === 'number' ? status : 0
}
