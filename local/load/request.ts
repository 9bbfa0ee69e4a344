import { type Agent, request as send } from 'node:http'
import type { RequestRecord } from './figures.ts'

/** What to ask for. */
export interface Target {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The only status that is right; without it everything from 400 up is a failure. */
  readonly status?: number
}

/** A request that has not ended by then has failed. */
const timeoutMs = 5000

/** Milliseconds since 1970 that never jump back. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** Sends once and waits for the last byte. Never rejects and never tries again: whatever a user would see as broken is a failure. */
export function sendOnce(
  target: Target,
  { agent, dueAt, identityHeader }: { agent: Agent; dueAt: number; identityHeader: string },
): Promise<RequestRecord> {
  const startedAt = now()
  const { url, method = 'GET', headers = {}, body = '' } = target
  return new Promise((resolve) => {
    let status: number | null = null
    let identity: string | null = null
    const timer = setTimeout(() => request.destroy(new Error(`no whole answer in ${timeoutMs} ms`)), timeoutMs)
    const end = (failure: string | null) => {
      clearTimeout(timer)
      resolve({ target: `${method} ${url}`, dueAt, startedAt, endedAt: now(), status, failure, identity })
    }
    const length = body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
    const request = send(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      status = answer.statusCode ?? null
      identity = textOf(answer.headers[identityHeader])
      answer.resume()
      answer.on('end', () => end(wrongStatus(answer.statusCode ?? 0, target)))
      answer.on('error', (error) => end(`the answer was cut: ${error.message}`))
    })
    request.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    request.end(body)
  })
}

function wrongStatus(status: number, target: Target): string | null {
  const right = target.status === undefined ? status < 400 : status === target.status
  return right ? null : `status ${status}`
}

function textOf(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
