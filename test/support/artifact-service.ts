import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { blobAnswer } from './artifact-blobs.ts'
import { restAnswer } from './artifact-rest.ts'
import { type Answer, type ArtifactState, Complaint, finished, type KeptArtifact } from './artifact-state.ts'
import { twirpAnswer } from './artifact-twirp.ts'

/** The artifact service of GitHub's runners, its blob storage and the REST calls for artifacts, for one repository. Takes nothing that is not of the documented form. */
export interface ArtifactService extends AsyncDisposable {
  readonly url: string
  /** Finished artifacts, the oldest first. */
  readonly artifacts: readonly KeptArtifact[]
  /** Every request so far: `POST CreateArtifact 200`, `GET /actions/artifacts 200`. */
  readonly requests: readonly string[]
  /** What requests were turned down for, of their form. */
  readonly complaints: readonly string[]
  /** What the addresses of the blobs were signed with. */
  readonly signatures: readonly string[]
  /** What a step of a new run is given. */
  newRun(): RunOfService
  /** A token for the REST API. */
  issueToken(access: 'none' | 'read' | 'write'): string
  setVisibility(visibility: 'private' | 'public' | 'unknown'): void
  /** Does the next request of this kind, and breaks the connection in the place of an answer. */
  loseAnswer(method: string): void
  /** Artifacts of other workflows, newer than all that are there. */
  addOthers(count: number): void
  /** What happens at the end of the retention: the REST API still lists them, and gives none of them. */
  expire(name: RegExp): void
  /** Changes what is stored of every later upload whose name matches. */
  spoil(name: RegExp): void
}

export interface RunOfService {
  readonly env: Readonly<Record<string, string>>
  readonly token: string
}

const twirp = '/twirp/github.actions.results.api.v1.ArtifactService/'

export async function startArtifactService(repository = 'traqora/traqora'): Promise<ArtifactService> {
  const requests: string[] = []
  const complaints: string[] = []
  const lost: string[] = []
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const state: ArtifactState = {
    url,
    repository,
    sessions: new Map(),
    tokens: new Map(),
    signatures: [],
    spoiled: [],
    uploads: [],
    nextId: 7_001,
    visibility: 'private',
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const called = pathname.replace(twirp, '').replace(`/repos/${repository}`, '')
    const answer = answerTo(request, { pathname, query: searchParams, body: Buffer.concat(parts) })
    requests.push(`${request.method} ${called} ${answer.status}`)
    const at = lost.indexOf(called)
    if (at >= 0) {
      lost.splice(at, 1)
      response.destroy()
      return
    }
    const body = answer.body === undefined || Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body)
    response.writeHead(answer.status, answer.headers).end(body)
  }

  function answerTo(
    request: IncomingMessage,
    { pathname, query, body }: { pathname: string; query: URLSearchParams; body: Buffer },
  ): Answer {
    try {
      if (pathname.startsWith(twirp)) return twirpAnswer(state, request, { method: pathname.slice(twirp.length), body })
      if (pathname.startsWith('/blobs/')) return blobAnswer(state, request, { query, body })
      return restAnswer(state, request, { pathname, query })
    } catch (thrown) {
      if (!(thrown instanceof Complaint)) throw thrown
      complaints.push(`${request.method} ${pathname}: ${thrown.message}`)
      return { status: 400, body: { code: 'malformed', msg: thrown.message } }
    }
  }

  return {
    url,
    get artifacts() {
      return finished(state).map(({ id, name, committed, staged, expiresAt, runBackendId, jobBackendId }) => ({
        id: id ?? 0,
        name,
        content: committed ?? Buffer.alloc(0),
        blocks: staged.size,
        expiresAt,
        runBackendId,
        jobBackendId,
      }))
    },
    requests,
    complaints,
    signatures: state.signatures,
    newRun() {
      const session = { runBackendId: randomUUID(), jobBackendId: randomUUID() }
      const claims = { scp: `Actions.Example Actions.Results:${session.runBackendId}:${session.jobBackendId}` }
      const token = ['{"alg":"RS256"}', JSON.stringify(claims)].map((text) => Buffer.from(text).toString('base64url')).join('.')
      const signedToken = `${token}.${randomBytes(64).toString('base64url')}`
      state.sessions.set(signedToken, session)
      return {
        token: signedToken,
        env: { ACTIONS_RUNTIME_TOKEN: signedToken, ACTIONS_RESULTS_URL: `${url}/`, GITHUB_API_URL: url, GITHUB_RETENTION_DAYS: '30' },
      }
    },
    issueToken(access) {
      const token = `ghs_${randomBytes(27).toString('base64url')}`
      state.tokens.set(token, access)
      return token
    },
    setVisibility: (now) => {
      state.visibility = now
    },
    loseAnswer: (method) => void lost.push(method),
    addOthers(count) {
      const other = {
        runBackendId: randomUUID(),
        jobBackendId: randomUUID(),
        expiresAt: null,
        staged: new Map(),
        committed: Buffer.from('PK'),
      }
      for (let number = 1; number <= count; number += 1)
        state.uploads.push({ ...other, name: `coverage-${number}`, signature: randomUUID(), id: state.nextId++, expired: false })
    },
    expire(name) {
      for (const upload of state.uploads) upload.expired ||= name.test(upload.name)
    },
    spoil: (name) => void state.spoiled.push(name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
