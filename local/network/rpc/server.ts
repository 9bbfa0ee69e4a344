import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { decodeAddress } from '../address.ts'
import { hex } from '../bytes.ts'
import type { Fault, Faults } from '../faults.ts'
import type { Friendbot } from '../friendbot.ts'
import type { AccountId } from '../ledger/keys.ts'
import type { Node } from '../node.ts'
import { answer, type Call, errorAnswer, errorCode, type Method, RpcError, readCalls } from './json-rpc.ts'
import { tryAgainLater } from './transactions.ts'

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
  body: object | readonly object[] | null
  fault: Fault | null
}

/** Answers JSON-RPC at every path but `/friendbot`. Whatever a request holds, the server goes on. */
export function rpcServer(parts: Parts): Server {
  return createServer((request, response) => {
    response.on('error', () => undefined)
    serve(request, parts).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        const internal = new RpcError(errorCode.internalError, error instanceof Error ? error.message : String(error))
        send(response, { status: 200, body: errorAnswer(null, internal), fault: null })
      },
    )
  })
}

async function serve(request: IncomingMessage, parts: Parts): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname.replace(/\/$/, '').endsWith('/friendbot')) return await giveCoins(request, url, parts)
  if (request.method !== 'POST') return { status: 405, body: null, fault: null }
  const [type] = (request.headers['content-type'] ?? '').split(';')
  const body = await readBody(request)
  if (type?.trim() !== 'application/json') return { status: 415, body: null, fault: null }
  if (body === null) return { status: 413, body: null, fault: null }
  return await answerCalls(body, parts)
}

async function answerCalls(text: string, parts: Parts): Promise<Reply> {
  try {
    const { calls, batch } = readCalls(text)
    const answers: object[] = []
    let fault: Fault | null = null
    for (const call of calls) {
      const struck = call instanceof RpcError ? null : parts.faults.strike(call.method)
      if (struck !== null && isAbrupt(struck)) return { status: Number(struck.kind) || 500, body: null, fault: struck }
      if (struck?.kind === 'delay') await wait(struck.milliseconds)
      fault ??= struck
      const given = call instanceof RpcError ? errorAnswer(null, call) : await answerCall(call, struck, parts)
      if (call instanceof RpcError || call.wantsAnswer) answers.push(given)
    }
    return { status: answers.length === 0 ? 204 : 200, body: batch ? answers : (answers[0] ?? null), fault }
  } catch (error) {
    if (error instanceof RpcError) return { status: 200, body: errorAnswer(null, error), fault: null }
    throw error
  }
}

// Before the request is looked at.
function isAbrupt({ kind }: Fault): boolean {
  return kind === 'refuse' || kind === '503' || kind === '429'
}

async function answerCall({ id, method, parameters }: Call, fault: Fault | null, { node, methods }: Parts): Promise<object> {
  const known = methods.get(method)
  if (known === undefined) return errorAnswer(id, new RpcError(errorCode.methodNotFound, 'method not found', method))
  try {
    if (fault?.kind === 'try-again-later') return answer(id, tryAgainLater(parameters, node))
    if (fault?.kind === 'internal-error') throw new RpcError(errorCode.internalError, 'could not submit transaction to stellar-core')
    return answer(id, await known(parameters))
  } catch (error) {
    if (error instanceof RpcError) return errorAnswer(id, error)
    return errorAnswer(id, new RpcError(errorCode.internalError, error instanceof Error ? error.message : String(error)))
  }
}

async function giveCoins(request: IncomingMessage, url: URL, { friendbot, faults }: Parts): Promise<Reply> {
  const body = request.method === 'POST' ? ((await readBody(request)) ?? '') : ''
  const fault = faults.strike('friendbot')
  if (fault !== null && isAbrupt(fault)) return { status: Number(fault.kind) || 500, body: null, fault }
  if (fault?.kind === 'delay') await wait(fault.milliseconds)
  const address = url.searchParams.get('addr') ?? new URLSearchParams(body).get('addr') ?? ''
  const key = decodeAddress('account', address)
  if (key === null) return { status: 400, body: problem('Bad Request', 'addr is no account address'), fault }
  const gift = await friendbot.give(hex(key) as AccountId)
  if ('given' in gift) return { status: 200, body: { successful: true, hash: gift.given.id }, fault }
  const busy = gift.refused === 'busy'
  const detail = { exists: 'createAccountAlreadyExist', busy: 'try again later', failed: 'the transaction failed' }[gift.refused]
  return { status: busy ? 503 : 400, body: problem(busy ? 'Service Unavailable' : 'Bad Request', detail), fault }
}

function problem(title: string, detail: string): object {
  return { type: 'about:blank', title, detail }
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

function send(response: ServerResponse, { status, body, fault }: Reply): void {
  if (fault?.kind === 'refuse' || fault?.kind === 'lose-answer') {
    response.destroy()
    return
  }
  const text = body === null ? '' : JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    ...(status === 429 ? { 'retry-after': '1' } : {}),
  }
  response.writeHead(status, headers)
  response.end(fault?.kind === 'truncate' ? text.slice(0, Math.floor(text.length / 2)) : text)
}
