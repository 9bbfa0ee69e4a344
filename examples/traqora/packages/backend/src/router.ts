import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createCall, type Reply, type Route, refusal } from './exchange.ts'
import type { Log } from './log.ts'

export interface RouterOptions {
  routes: Route[]
  clientOrigin: string
  log: Log
  /** While true every answer asks its client to close the connection, so that none is cut. */
  isDraining: () => boolean
}

export function createRouter({ routes, clientOrigin, log, isDraining }: RouterOptions): RequestListener {
  const compiled = routes.map((route) => ({ ...route, pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }))

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'OPTIONS') return { status: 204 }
    const here = compiled.filter(({ pattern }) => pattern.test(url.pathname))
    const route = here.find(({ method }) => method === request.method)
    if (route === undefined)
      return here.length > 0 ? refusal(405, 'method-not-allowed', 'Not here.') : refusal(404, 'not-found', 'No such path.')
    return route.handle(createCall(request, url, { ...route.pattern.exec(url.pathname)?.groups }))
  }

  return async (request, response) => {
    const started = performance.now()
    const reply = await answer(request).catch((error: unknown) => {
      log('error', 'request failed', { path: request.url, error: String(error) })
      return refusal(500, 'internal-error', 'Something went wrong.')
    })
    send(response, reply, { clientOrigin, close: isDraining() })
    log('debug', 'request', {
      method: request.method,
      path: request.url,
      status: reply.status,
      ms: Math.round(performance.now() - started),
    })
  }
}

function send(
  response: ServerResponse,
  { status, body, headers = {} }: Reply,
  { clientOrigin, close }: { clientOrigin: string; close: boolean },
) {
  const content = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, {
    'access-control-allow-origin': clientOrigin,
    'access-control-allow-headers': 'authorization, content-type, x-smoke-run',
    'access-control-allow-methods': 'GET, POST, DELETE',
    'cache-control': 'no-store',
    ...(content === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
    ...(close ? { connection: 'close' } : {}),
    ...headers,
  })
  response.end(content)
}
