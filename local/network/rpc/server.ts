import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { decodeAddress } from '../address.ts'
import { hex } from '../bytes.ts'
import { calm, type Faults, type Strike } from '../faults.ts'
import type { Friendbot } from '../friendbot.ts'
import type { AccountId } from '../ledger/keys.ts'
import type { Node } from '../node.ts'
import { answer, type Call, errorAnswer, errorCode, type Method, misshapen, type Parameters, RpcError, readCalls } from './json-rpc.ts'

/** Bytes of the largest request that is read (stellar-rpc: 512 kB). */
const largestRequest = 512 * 1024

interface Parts {
  node: Node
  friendbot: Friendbot
  faults: Faults
  methods: ReadonlyMap<string, Method>
}

interface Reply {
  status: number
  /** Text is sent as it is, everything else as JSON. */
  body: object | readonly object[] | string | null
  /** What goes wrong with it; nothing when left out. */
  strike?: Strike
}

/**
 * Milliseconds after which a request that does not come is given up, and an idle connection. stellar-rpc waits 5 s; here the clients'
 * machine is the server's, and may be busy.
 */
const patience = { requestTimeout: 30_000, headersTimeout: 30_000, keepAliveTimeout: 30_000, connectionsCheckingInterval: 1_000 }

/** Answers JSON-RPC at every path but `/friendbot`. Whatever a request holds, the server goes on. */
export function rpcServer(parts: Parts): Server {
  return createServer(patience, (request, response) => {
    response.on('error', () => undefined)
    const from = request.headers.origin ?? null
    if (from !== null && request.method === 'OPTIONS') return permit(request, response)
    serve(request, parts)
      .then((reply) => send(response, reply, from))
      // The connection broke off before the request or the answer was through, so nobody waits any more.
      .catch(() => response.destroy())
  })
}

async function serve(request: IncomingMessage, parts: Parts): Promise<Reply> {
  const [path = '', query = ''] = (request.url ?? '/').split('?', 2)
  if (path.replace(/\/$/, '').endsWith('/friendbot')) return await giveCoins(request, query, parts)
  if (request.method !== 'POST') return { status: 405, body: null }
  const body = await readBody(request)
  const refusal = refusedType(request.headers['content-type'] ?? '')
  if (refusal !== null) return { status: 415, body: `${refusal}\n` }
  if (body === null) return broken(new RpcError(errorCode.invalidRequest, 'http: request body too large'))
  return await answerCalls(body, parts)
}

function refusedType(header: string): string | null {
  const { type, charset } = readType(header)
  if (type !== 'application/json') return 'content-type must be application/json'
  return ['', 'utf-8', 'utf8'].includes(charset) ? null : 'invalid content-type charset'
}

function readType(header: string): { type: string; charset: string } {
  const [type = '', ...rest] = header.split(';').map((part) => part.trim())
  const charset = rest.find((part) => /^charset=/i.test(part)) ?? ''
  return { type: type.toLowerCase(), charset: charset.slice('charset='.length).replaceAll('"', '') }
}

// stellar-rpc says such words as bare text; here they come as an answer that clients can read, with the same status.
function broken(error: RpcError): Reply {
  return { status: 500, body: errorAnswer(null, error) }
}

async function answerCalls(text: string, parts: Parts): Promise<Reply> {
  try {
    const { calls, batch } = readCalls(text)
    // Those that were refused at once come first.
    const answers: object[] = calls.flatMap((call) => ('error' in call ? [errorAnswer(call.id, call.error)] : []))
    let first: Strike | null = null
    for (const call of calls) {
      if ('error' in call) continue
      const strike = parts.faults.strike(call.method)
      if (strike.abrupt) return { status: 500, body: null, strike }
      first ??= strike
      const given = await answerCall(call, strike, parts)
      if (call.id !== null) answers.push(given)
    }
    return { status: answers.length === 0 ? 204 : 200, body: batch ? answers : (answers[0] ?? null), strike: first ?? calm }
  } catch (error) {
    if (error instanceof RpcError) return broken(error)
    throw error
  }
}

async function answerCall({ id, method, parameters }: Call, strike: Strike, { methods }: Parts): Promise<object> {
  const known = methods.get(method)
  if (known === undefined) return errorAnswer(id, new RpcError(errorCode.methodNotFound, 'method not found', method))
  try {
    if (!isRecord(parameters)) throw misshapen('parameters must be an object, and are a list')
    return answer(id, await strike.carryOut({ method, parameters, carryOut: () => known(parameters) }))
  } catch (error) {
    if (error instanceof RpcError) return errorAnswer(id, error)
    return errorAnswer(id, new RpcError(errorCode.internalError, error instanceof Error ? error.message : String(error)))
  }
}

function isRecord(parameters: Call['parameters']): parameters is Parameters {
  return !Array.isArray(parameters)
}

async function giveCoins(request: IncomingMessage, query: string, { friendbot, faults }: Parts): Promise<Reply> {
  const body = request.method === 'POST' ? ((await readBody(request)) ?? '') : ''
  const strike = faults.strike('friendbot')
  if (strike.abrupt) return { status: 500, body: null, strike }
  const address = new URLSearchParams(query).get('addr') ?? new URLSearchParams(body).get('addr') ?? ''
  const key = decodeAddress('account', address)
  if (key === null) return { status: 400, body: notFunded(address), strike }
  const gift = await friendbot.give(hex(key) as AccountId)
  if ('given' in gift) return { status: 200, body: { successful: true, hash: gift.given.id }, strike }
  const detail = { exists: 'createAccountAlreadyExist', busy: 'try again later', failed: 'the transaction failed' }[gift.refused]
  const status = gift.refused === 'busy' ? 503 : 400
  return { status, body: problem(status, detail), strike }
}

// Friendbot's own words; it pays contracts only where it is told to.
function notFunded(address: string): object {
  const isContract = decodeAddress('contract', address) !== null
  const reason = isContract ? 'contract addresses are not supported or enabled' : 'invalid address: must be a valid G or C address'
  return { ...problem(400, 'The request you sent was invalid in some way.'), extras: { invalid_field: 'addr', reason } }
}

function problem(status: 400 | 503, detail: string): object {
  const [name, title] = status === 400 ? ['bad_request', 'Bad Request'] : ['service_unavailable', 'Service Unavailable']
  return { type: `https://stellar.org/friendbot-errors/${name}`, title, status, detail }
}

/** Null when it is larger than what is read. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= largestRequest) chunks.push(chunk)
  }
  return length > largestRequest ? null : Buffer.concat(chunks).toString('utf8')
}

async function send(response: ServerResponse, { status, body, strike = calm }: Reply, origin: string | null): Promise<void> {
  const text = body === null || typeof body === 'string' ? (body ?? '') : JSON.stringify(body)
  const headers = {
    'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    'accept-post': 'application/json',
    ...(origin === null ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' }),
  }
  await strike.send(response, { status, headers, text })
}

// Browsers ask first; pages of every origin may.
function permit({ headers }: IncomingMessage, response: ServerResponse): void {
  const asked = { method: headers['access-control-request-method'], headers: headers['access-control-request-headers'] }
  response.writeHead(204, {
    'access-control-allow-origin': headers.origin,
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    ...(asked.method === undefined ? {} : { 'access-control-allow-methods': asked.method }),
    ...(asked.headers === undefined ? {} : { 'access-control-allow-headers': asked.headers }),
  })
  response.end()
}
