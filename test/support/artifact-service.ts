import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

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
  /** Changes what is stored of every later upload whose name matches. */
  spoil(name: RegExp): void
}

export interface RunOfService {
  readonly env: Readonly<Record<string, string>>
  readonly token: string
}

export interface KeptArtifact {
  readonly id: number
  readonly name: string
  readonly content: Buffer
  readonly blocks: number
  readonly expiresAt: string | null
  readonly runBackendId: string
  readonly jobBackendId: string
}

interface Upload extends Omit<KeptArtifact, 'id' | 'content' | 'blocks'> {
  readonly signature: string
  readonly staged: Map<string, Buffer>
  committed: Buffer | null
  id: number | null
}

interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

class Complaint extends Error {}

const twirp = '/twirp/github.actions.results.api.v1.ArtifactService/'
const largestBlock = 4_000 * 1024 * 1024
const pageSize = 100

export async function startArtifactService(repository = 'traqora/traqora'): Promise<ArtifactService> {
  const sessions = new Map<string, { runBackendId: string; jobBackendId: string }>()
  const tokens = new Map<string, 'none' | 'read' | 'write'>()
  const requests: string[] = []
  const complaints: string[] = []
  const signatures: string[] = []
  const lost: string[] = []
  const spoiled: RegExp[] = []
  let uploads: Upload[] = []
  let nextId = 7_001
  let visibility = 'private'

  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const finished = () => uploads.filter(({ id }) => id !== null).toSorted((one, other) => (one.id ?? 0) - (other.id ?? 0))
  const blobUrl = ({ signature }: Upload) => `${url}/blobs/${signature.slice(0, 8)}?sv=2025-11-05&sig=${encodeURIComponent(signature)}`

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
      if (pathname.startsWith(twirp)) return twirpAnswer(request, pathname.slice(twirp.length), body)
      if (pathname.startsWith('/blobs/')) return blobAnswer(request, query, body)
      return restAnswer(request, pathname, query)
    } catch (thrown) {
      if (!(thrown instanceof Complaint)) throw thrown
      complaints.push(`${request.method} ${pathname}: ${thrown.message}`)
      return { status: 400, body: { code: 'malformed', msg: thrown.message } }
    }
  }

  function twirpAnswer(request: IncomingMessage, method: string, body: Buffer): Answer {
    const session = sessions.get(bearerOf(request))
    if (session === undefined) return { status: 401, body: { code: 'unauthenticated', msg: 'bad token' } }
    demand(request.method === 'POST' && request.headers['content-type'] === 'application/json', 'a POST of JSON')
    const fields = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const { workflow_run_backend_id: run, workflow_job_run_backend_id: job, name } = fields
    demand(run === session.runBackendId, 'the run of the token')
    const mine = (upload: Upload) => upload.runBackendId === run && upload.jobBackendId === job && upload.name === name
    const only = (...names: string[]) => {
      const others = Object.keys(fields).filter(
        (key) => !['workflow_run_backend_id', 'workflow_job_run_backend_id', ...names].includes(key),
      )
      demand(others.length === 0, `no field ${others.join(', ')}`)
    }
    switch (method) {
      case 'CreateArtifact': {
        only('name', 'version', 'mime_type', 'expires_at')
        demand(job === session.jobBackendId, 'the job of the token')
        demand(typeof name === 'string' && /^[^"':<>|*?\r\n\\/]{1,255}$/.test(name), 'a name without the signs that are forbidden')
        demand(fields['version'] === 7 && fields['mime_type'] === 'application/octet-stream', 'version 7 and a type: no zip')
        const expiresAt = (fields['expires_at'] as string | undefined) ?? null
        demand(expiresAt === null || new Date(expiresAt).toISOString() === expiresAt, 'expires_at as RFC 3339')
        if (uploads.some(mine)) return { status: 409, body: { code: 'already_exists', msg: 'an artifact with this name already exists' } }
        const signature = randomBytes(32).toString('base64')
        signatures.push(signature)
        const upload = { name, runBackendId: String(run), jobBackendId: String(job), expiresAt, signature }
        uploads.push({ ...upload, name: String(name), staged: new Map(), committed: null, id: null })
        const made = uploads.at(-1)
        return { status: 200, body: { ok: true, signed_upload_url: made === undefined ? '' : blobUrl(made) } }
      }
      case 'FinalizeArtifact': {
        only('name', 'size', 'hash')
        const upload = uploads.find((one) => mine(one) && one.id === null)
        if (upload === undefined || upload.committed === null) return { status: 404, body: { code: 'not_found', msg: 'no such upload' } }
        demand(fields['size'] === String(upload.committed.length), 'the size of the blob, as text')
        demand(fields['hash'] === `sha256:${createHash('sha256').update(upload.committed).digest('hex')}`, 'the hash of the blob')
        upload.id = nextId++
        if (spoiled.some((pattern) => pattern.test(upload.name)) && upload.committed.length > 0)
          upload.committed = Buffer.concat([upload.committed.subarray(0, -1), Buffer.from([(upload.committed.at(-1) ?? 0) ^ 1])])
        return { status: 200, body: { ok: true, artifact_id: String(upload.id) } }
      }
      case 'ListArtifacts': {
        only('name_filter')
        const filter = fields['name_filter']
        const found = finished().filter((one) => one.runBackendId === run && (filter === undefined || one.name === filter))
        return { status: 200, body: found.length === 0 ? {} : { artifacts: found.map(listedForm) } }
      }
      case 'GetSignedArtifactURL': {
        only('name')
        const upload = finished().find(mine)
        return upload === undefined
          ? { status: 404, body: { code: 'not_found', msg: 'no such artifact' } }
          : { status: 200, body: { signed_url: blobUrl(upload) } }
      }
      case 'DeleteArtifact': {
        only('name')
        const upload = finished().find(mine)
        if (upload === undefined) return { status: 404, body: { code: 'not_found', msg: 'no such artifact' } }
        uploads = uploads.filter((one) => one !== upload)
        return { status: 200, body: { ok: true, artifact_id: String(upload.id) } }
      }
      default:
        throw new Complaint(`no method ${method}`)
    }
  }

  function blobAnswer(request: IncomingMessage, query: URLSearchParams, body: Buffer): Answer {
    demand(request.headers.authorization === undefined, 'a signed address alone, without a token')
    const upload = uploads.find(({ signature }) => signature === query.get('sig'))
    if (upload === undefined) return { status: 403, headers: { 'x-ms-error-code': 'AuthenticationFailed' } }
    if (request.method === 'GET') return { status: 200, body: upload.committed ?? Buffer.alloc(0) }
    demand(request.method === 'PUT' && upload.id === null, 'a PUT before the artifact is finished')
    demand(request.headers['content-length'] === String(body.length), 'a length')
    if (query.get('comp') === 'block') {
      const id = query.get('blockid') ?? ''
      demand(id !== '' && Buffer.from(id, 'base64').toString('base64') === id && id.length <= 88, 'a block id in base64')
      demand(
        [...upload.staged.keys()].every((other) => other.length === id.length),
        'block ids of one length',
      )
      demand(body.length > 0 && body.length <= largestBlock, 'a block of the size that is allowed')
      upload.staged.set(id, body)
      return { status: 201 }
    }
    demand(query.get('comp') === 'blocklist', 'comp=block or comp=blocklist')
    const xml = body.toString('utf8')
    demand(/^<\?xml version="1\.0" encoding="utf-8"\?><BlockList>(<Latest>[^<]+<\/Latest>)*<\/BlockList>$/.test(xml), 'a list of blocks')
    const ids = [...xml.matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id ?? '')
    if (ids.some((id) => !upload.staged.has(id))) return { status: 400, headers: { 'x-ms-error-code': 'InvalidBlockList' } }
    upload.committed = Buffer.concat(ids.map((id) => upload.staged.get(id) ?? Buffer.alloc(0)))
    return { status: 201 }
  }

  function restAnswer(request: IncomingMessage, pathname: string, query: URLSearchParams): Answer {
    const access = tokens.get(bearerOf(request))
    if (access === undefined) return { status: 401, body: { message: 'Bad credentials' } }
    const path = pathname.replace(`/repos/${repository}`, '')
    if (path === '')
      return visibility === 'unknown'
        ? { status: 404, body: { message: 'Not Found' } }
        : { status: 200, body: { private: visibility === 'private', visibility } }
    const needs = request.method === 'GET' ? ['read', 'write'] : ['write']
    if (!needs.includes(access)) return { status: 403, body: { message: 'Resource not accessible by integration' } }
    if (path === '/actions/artifacts') {
      const [size, number] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)]
      demand(size >= 1 && size <= pageSize && number >= 1, 'a page of at most 100')
      const all = finished().toReversed()
      const artifacts = all.slice((number - 1) * size, number * size).map(({ id, name }) => ({ id, name, expired: false }))
      return { status: 200, body: { total_count: all.length, artifacts } }
    }
    const [, id, zip] = /^\/actions\/artifacts\/(\d+)(\/zip)?$/.exec(path) ?? []
    const upload = finished().find((one) => one.id === Number(id))
    if (upload === undefined) return { status: 404, body: { message: 'Not Found' } }
    if (request.method === 'GET' && zip !== undefined) return { status: 302, headers: { location: blobUrl(upload) } }
    demand(request.method === 'DELETE' && zip === undefined, 'a known call')
    uploads = uploads.filter((one) => one !== upload)
    return { status: 204 }
  }

  return {
    url,
    get artifacts() {
      return finished().map(({ id, name, committed, staged, expiresAt, runBackendId, jobBackendId }) => ({
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
    signatures,
    newRun() {
      const session = { runBackendId: randomUUID(), jobBackendId: randomUUID() }
      const claims = { scp: `Actions.Example Actions.Results:${session.runBackendId}:${session.jobBackendId}` }
      const token = ['{"alg":"RS256"}', JSON.stringify(claims)].map((text) => Buffer.from(text).toString('base64url')).join('.')
      const signedToken = `${token}.${randomBytes(64).toString('base64url')}`
      sessions.set(signedToken, session)
      return {
        token: signedToken,
        env: { ACTIONS_RUNTIME_TOKEN: signedToken, ACTIONS_RESULTS_URL: `${url}/`, GITHUB_API_URL: url, GITHUB_RETENTION_DAYS: '30' },
      }
    },
    issueToken(access) {
      const token = `ghs_${randomBytes(27).toString('base64url')}`
      tokens.set(token, access)
      return token
    },
    setVisibility: (now) => {
      visibility = now
    },
    loseAnswer: (method) => void lost.push(method),
    spoil: (name) => void spoiled.push(name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function demand(isMet: boolean, what: string): void {
  if (!isMet) throw new Complaint(`expected ${what}`)
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
}

function listedForm({ runBackendId, jobBackendId, id, name, committed }: Upload) {
  const size = committed?.length ?? 0
  return {
    workflow_run_backend_id: runBackendId,
    workflow_job_run_backend_id: jobBackendId,
    database_id: String(id),
    name,
    ...(size === 0 ? {} : { size: String(size) }),
  }
}
