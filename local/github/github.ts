import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attestationsRoutes, bundleAt } from './attestations-routes.ts'
import { type RunBoard, runBoard } from './board.ts'
import { checksRoutes } from './checks-routes.ts'
import { commitsRoutes } from './commits-routes.ts'
import { deploymentsRoutes } from './deployments-routes.ts'
import { type FaultKind, Faults, type FaultTarget } from './faults.ts'
import { gitRoutes } from './git-routes.ts'
import { type Answer, type Permissions, Refusal, type Route } from './route.ts'
import { RepositoryState } from './state.ts'

/** A stand-in for the REST calls of GitHub that Fairlead makes, with state, permissions and faults. */
export interface GitHub extends AsyncDisposable {
  /** What GITHUB_API_URL and octokit's `baseUrl` are set to. */
  readonly apiUrl: string
  readonly repository: RepositoryState
  /** What the local runner shows of its runs. */
  readonly runs: RunBoard
  /** Every request so far, in order. */
  readonly requests: readonly RecordedRequest[]
  /** A token that may do what it is given, and nothing more. */
  issueToken(given: { readonly permissions: Permissions; readonly repository?: string; readonly actor?: string }): IssuedToken
  /** Lets a coming request fail. */
  fault(kind: FaultKind, target?: FaultTarget): void
}

export interface IssuedToken {
  readonly value: string
  readonly revoke: () => void
}

export interface RecordedRequest {
  readonly method: string
  /** With its query, decoded. */
  readonly path: string
  readonly body: unknown
  /** 0 where the connection was broken. */
  readonly status: number
  readonly fault: FaultKind | null
}

export async function startGitHub({ repository = 'fairlead/example' }: { readonly repository?: string } = {}): Promise<GitHub> {
  const state = new RepositoryState(repository)
  const tokens = new Map<string, { permissions: Permissions; actor: string }>()
  const faults = new Faults()
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const apiUrl = `http://127.0.0.1:${port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request
    const body = await readBody(request)
    // octokit writes `heads%2Fmain`; a person who reads or names a path writes `heads/main`.
    const path = decodeURIComponent(url)
    const fault = faults.take(method, path)
    const record = (status: number) => requests.push({ method, path, body, status, fault })
    if (fault === 'lose-request') {
      record(0)
      response.destroy()
      return
    }
    const breaks = fault === 'lose-answer' || fault === 'tear-answer'
    const answer = (fault === null || breaks ? null : faultAnswer(fault)) ?? answerTo({ request, method, url, body })
    record(breaks ? 0 : answer.status)
    if (fault === 'lose-answer') response.destroy()
    else if (fault === 'tear-answer') tear(response, answer)
    else send(response, answer)
  }

  function answerTo({ request, method, url, body }: { request: IncomingMessage; method: string; url: string; body: unknown }): Answer {
    try {
      const { pathname, searchParams } = new URL(url, apiUrl)
      // A storage of its own in reality: its addresses are signed, and it refuses a request that brings a token.
      const bundle = bundleAt(pathname, state.attestations)
      if (bundle !== null && request.headers.authorization === undefined) return { status: 200, body: bundle }
      const holder = tokens.get((request.headers.authorization ?? '').replace(/^(bearer|token) /i, ''))
      if (holder === undefined)
        throw new Refusal(401, request.headers.authorization === undefined ? 'Requires authentication' : 'Bad credentials')
      const prefix = `/repos/${state.name}`
      if (pathname.toLowerCase() !== prefix.toLowerCase() && !pathname.toLowerCase().startsWith(`${prefix.toLowerCase()}/`))
        throw new Refusal(404, 'Not Found')
      const path = pathname.slice(prefix.length + 1)
      const found = routeOf(method, path)
      if (found === null) throw new Refusal(404, 'Not Found')
      requirePermission(found.route, holder.permissions)
      if (path.startsWith('git/') && state.objects.commits.size === 0) throw new Refusal(409, 'Git Repository is empty.')
      const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
      const parameters = { ...found.parameters, '': pathname }
      return found.route.answer({
        repository: state,
        parameters,
        query: searchParams,
        body: fields,
        headers: request.headers,
        apiUrl,
        actor: holder.actor,
      })
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.answer
      return { status: 500, body: { message: thrown instanceof Error ? thrown.stack : String(thrown) } }
    }
  }

  return {
    apiUrl,
    repository: state,
    runs: runBoard(state),
    requests,
    issueToken: ({ permissions, actor = 'github-actions[bot]' }) => {
      const value = `ghs_${randomBytes(27).toString('base64url')}`
      tokens.set(value, { permissions: { metadata: 'read', ...permissions }, actor })
      return { value, revoke: () => void tokens.delete(value) }
    },
    fault: (kind, target = {}) => faults.add(kind, target),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const routes: readonly Route[] = [...checksRoutes, ...gitRoutes, ...deploymentsRoutes, ...commitsRoutes, ...attestationsRoutes]

function routeOf(method: string, path: string): { route: Route; parameters: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue
    const match = patternOf(route.path).exec(path)
    if (match !== null)
      return {
        route,
        parameters: Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])),
      }
  }
  return null
}

/** `commits/*ref/status` as an expression: `:name` is one segment, `*name` one or more. */
function patternOf(path: string): RegExp {
  const known = patterns.get(path)
  if (known !== undefined) return known
  const source = path.replace(/[.*+?^${}()|[\]\\]/g, (character) => (character === '*' ? '*' : `\\${character}`))
  const pattern = new RegExp(`^${source.replace(/:(\w+)/g, '(?<$1>[^/]+)').replace(/\*(\w+)/g, '(?<$1>.+?)')}$`)
  patterns.set(path, pattern)
  return pattern
}

const patterns = new Map<string, RegExp>()

function requirePermission({ needs: [scope, access] }: Route, permissions: Permissions): void {
  const held = permissions[scope] ?? 'none'
  if (held === 'write' || held === access) return
  const refusal = new Refusal(403, 'Resource not accessible by integration')
  throw Object.assign(refusal, {
    answer: { ...refusal.answer, headers: { 'x-accepted-github-permissions': `${scope.replaceAll('-', '_')}=${access}` } },
  })
}

function faultAnswer(kind: FaultKind): Answer {
  switch (kind) {
    case 'rate-limit':
      return {
        status: 403,
        body: {
          message: 'API rate limit exceeded for installation.',
          documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
        },
        headers: {
          'x-ratelimit-limit': '5000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-used': '5000',
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1),
        },
      }
    case 'secondary-rate-limit':
      return {
        status: 429,
        body: {
          message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
        },
        headers: { 'retry-after': '1' },
      }
    default:
      return { status: 500, body: { message: 'Server Error' } }
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const isRaw = Buffer.isBuffer(body)
  response.writeHead(status, {
    'content-type': isRaw ? 'application/octet-stream' : 'application/json; charset=utf-8',
    'x-github-request-id': randomBytes(8).toString('hex'),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    ...headers,
  })
  response.end(status === 204 ? undefined : isRaw ? body : JSON.stringify(body))
}

/** Announces the whole answer, sends a part of it, and breaks off. */
function tear(response: ServerResponse, { status, body }: Answer): void {
  const whole = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-length': whole.length })
  response.write(whole.subarray(0, whole.length / 2), () => response.destroy())
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
