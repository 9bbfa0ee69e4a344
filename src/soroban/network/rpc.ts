import { reasonOf } from '../../core/no-answer.ts'
import { isProblem } from '../../core/problem.ts'
import { retrying } from '../../core/retry.ts'
import type { World } from '../../core/world.ts'
import { rpcRefused, rpcUnreachable } from '../problems.ts'

/** A stellar-rpc node, spoken to in JSON-RPC. Written here and not taken from the SDK, whose client hides timeouts and answers. */
export interface Rpc {
  /** Host of its address, for people: the path may hold a key. */
  readonly host: string
  /** Asks once. Problems `soroban/rpc-unreachable` (no answer: the outcome is unknown) and `soroban/rpc-refused`. */
  ask<Answer>(method: string, parameters?: object): Promise<Answer>
  /** Asks for something that changes nothing: asked again where no answer came. */
  read<Answer>(method: string, parameters?: object): Promise<Answer>
}

/** Waits between attempts of a read, in ms. */
const pausesMs = [200, 600, 1_500]
const isTemporary = (thrown: unknown) => isProblem(thrown, 'soroban/rpc-unreachable')
const answerTimeoutMs = 10_000

export function rpcAt(url: string, { fetch, sleep }: Pick<World, 'fetch' | 'sleep'>): Rpc {
  const host = new URL(url).host
  let asked = 0
  const ask: Rpc['ask'] = async (method, parameters = {}) => {
    const lost = (reason: string, cause?: unknown) => rpcUnreachable({ host, method, reason, cause })
    asked += 1
    const body = JSON.stringify({ jsonrpc: '2.0', id: asked, method, params: parameters })
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(answerTimeoutMs),
    }).catch((cause: unknown) => {
      throw lost(reasonOf(cause, answerTimeoutMs), cause)
    })
    if (!response.ok) throw lost(`HTTP ${response.status}`)
    const answer: unknown = await response.json().catch((cause: unknown) => {
      throw lost('the answer is not JSON', cause)
    })
    return resultOf(answer, { host, method }) as never
  }
  return {
    host,
    ask,
    read: (method, parameters) => retrying(() => ask(method, parameters), { sleep, pausesMs, isTemporary }),
  }
}

function resultOf(answer: unknown, { host, method }: { host: string; method: string }): unknown {
  const { result, error } = (answer ?? {}) as { result?: unknown; error?: { code?: number; message?: string } }
  if (error !== undefined && error !== null) {
    throw rpcRefused({ host, method, rpcCode: error.code ?? 0, reason: error.message ?? 'no reason given' })
  }
  if (result === undefined || result === null) throw rpcUnreachable({ host, method, reason: 'the answer holds no result' })
  return result
}
