import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { World } from '../../core/world.ts'
import { askingAgain, Refusal } from '../refusal.ts'
import { openBlob } from './blob.ts'
import { readAnswer } from './json-answer.ts'

export interface RepositoryArtifact {
  readonly id: number
  readonly name: string
}

/** Artifacts of every run of the repository, by GitHub's REST API and the job's token. */
export interface RepositoryArtifacts {
  /** All that did not expire. Needs `actions: read`. */
  list(): Promise<RepositoryArtifact[]>
  open(artifact: RepositoryArtifact): Promise<Readable>
  /** Needs `actions: write`; false: the token may not. */
  remove(artifact: RepositoryArtifact): Promise<boolean>
  isPublic(): Promise<boolean>
}

const perPage = 100
const page = z.object({
  artifacts: z.array(z.object({ id: z.number().int().positive(), name: z.string(), expired: z.boolean() })),
})
const repositoryAnswer = z.object({ private: z.boolean() })

/**
 * Not by Octokit, which holds a whole download in memory.
 * Paths: https://docs.github.com/rest/actions/artifacts
 */
export function repositoryArtifacts(
  token: string | null,
  { fetch, sleep, runner, secrets }: Pick<World, 'fetch' | 'sleep' | 'runner' | 'secrets'>,
): RepositoryArtifacts {
  const { apiUrl, repository } = runner.facts
  const request = (method: 'GET' | 'DELETE', path: string) => {
    if (token === null) throw new Refusal(401, 'the input "github-token" is empty')
    const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' }
    return fetch(`${apiUrl}/repos/${repository}${path}`, { method, headers, redirect: 'manual' })
  }
  const read = <Answer>(path: string, of: { of: string; answer: z.ZodType<Answer> }) =>
    askingAgain(async () => readAnswer(await request('GET', path), of), { sleep })
  return {
    async list() {
      const found: RepositoryArtifact[] = []
      for (let number = 1; ; number += 1) {
        const { artifacts } = await read(`/actions/artifacts?per_page=${perPage}&page=${number}`, {
          of: 'list artifacts (actions: read)',
          answer: page,
        })
        found.push(...artifacts.filter(({ expired }) => !expired))
        if (artifacts.length < perPage) return found
      }
    },
    async open({ id }) {
      const url = await askingAgain(
        async () => {
          const response = await request('GET', `/actions/artifacts/${id}/zip`)
          await response.body?.cancel()
          const location = response.headers.get('location')
          if (response.status !== 302 || location === null) throw new Refusal(response.status, `fetch an artifact: ${response.status}`)
          return location
        },
        { sleep },
      )
      const signature = new URL(url).searchParams.get('sig')
      if (signature !== null) secrets.learn('signature of an artifact', signature)
      return openBlob(url, { fetch, sleep })
    },
    remove: ({ id }) =>
      askingAgain(
        async () => {
          const { status } = await request('DELETE', `/actions/artifacts/${id}`)
          if (status === 204 || status === 404) return true
          if (status === 403) return false
          throw new Refusal(status, `delete an artifact: ${status}`)
        },
        { sleep },
      ),
    isPublic: async () => !(await read('', { of: 'read the repository', answer: repositoryAnswer })).private,
  }
}
