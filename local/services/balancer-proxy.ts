import { Agent, createServer, type IncomingMessage, request as requestUpstream, type Server, type ServerResponse } from 'node:http'
import type { Counters, Ending } from './balancer-statistics.ts'
import type { Color, Frontend } from './frontend.ts'

/** An upstream that does not answer for so long is told to the client as 504. */
const answerTimeoutMs = 60_000
/** Idle connections go before a Node server closes them (after 5 s), else a request could meet a closing one. */
const idleTimeoutMs = 2000

/** Headers that belong to one connection (RFC 9110 section 7.6.1). Transfer-Encoding stays: Node frames the body by it. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-authenticate',
  'proxy-authorization',
])

/**
 * A reverse proxy for one frontend: each request goes to the color that is active when its head arrives, bodies are
 * streamed both ways, nothing is tried twice. Upgrades (WebSockets) are not passed on.
 */
export function createProxy({
  frontend,
  counters,
  activeColor,
}: {
  frontend: Frontend
  counters: Counters
  activeColor: () => Color
}): Server {
  const agents: Record<Color, Agent> = { blue: newAgent(), green: newAgent() }
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    const color = activeColor()
    forward(request, response, { color, port: frontend[color], agent: agents[color], counted: counters[color].begin() })
  })
  server.on('close', () => {
    agents.blue.destroy()
    agents.green.destroy()
  })
  return server
}

function newAgent(): Agent {
  return new Agent({ keepAlive: true, scheduling: 'lifo', timeout: idleTimeoutMs })
}

interface Target {
  readonly color: Color
  readonly port: number
  readonly agent: Agent
  readonly counted: (ending: Ending) => void
}

function forward(request: IncomingMessage, response: ServerResponse, { color, port, agent, counted }: Target): void {
  let ending: Ending = 'aborted'
  const upstream = requestUpstream({
    host: '127.0.0.1',
    port,
    agent,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: upstreamHeaders(request),
  })
  upstream.setTimeout(answerTimeoutMs, () => upstream.destroy(new Error('timeout')))
  upstream.on('response', (answer) => {
    const status = answer.statusCode ?? 502
    response.writeHead(status, answer.statusMessage, [...endToEnd(answer.rawHeaders), 'x-fairlead-color', color])
    answer.on('end', () => {
      ending = status >= 500 ? 'failed' : 'answered'
    })
    answer.on('error', () => {
      ending = response.destroyed ? 'aborted' : 'failed'
      response.destroy() // the client must see that the answer is cut
    })
    answer.pipe(response)
  })
  upstream.on('error', (error) => {
    if (response.destroyed) return
    ending = 'failed'
    if (response.headersSent) response.destroy()
    else refuse(response, { status: error.message === 'timeout' ? 504 : 502, color })
  })
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy()
    counted(ending)
  })
  request.on('error', () => upstream.destroy())
  request.pipe(upstream)
}

function refuse(response: ServerResponse, { status, color }: { status: number; color: Color }): void {
  const error = status === 504 ? `${color} did not answer in time` : `${color} cannot be reached`
  response.writeHead(status, { 'content-type': 'application/json', 'x-fairlead-color': color })
  response.end(JSON.stringify({ error }))
}

function upstreamHeaders(request: IncomingMessage): string[] {
  const { remoteAddress = '' } = request.socket
  const forwarded = ['x-forwarded-for', remoteAddress, 'x-forwarded-proto', 'http', 'x-forwarded-host', request.headers.host ?? '']
  return [...endToEnd(request.rawHeaders), ...forwarded]
}

/** Names and values in turn, without the headers of the connection and those that its Connection header names. */
function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = []
  const named = namedByConnection(rawHeaders)
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const plain = name.toLowerCase()
    if (!hopByHop.has(plain) && !named.includes(plain)) kept.push(name, rawHeaders[index + 1] ?? '')
  }
  return kept
}

function namedByConnection(rawHeaders: readonly string[]): string[] {
  const index = rawHeaders.findIndex((text, position) => position % 2 === 0 && text.toLowerCase() === 'connection')
  if (index === -1) return []
  return (rawHeaders[index + 1] ?? '').toLowerCase().split(/\s*,\s*/)
}
