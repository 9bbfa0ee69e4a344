import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ServedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ServedAnswer {
  readonly status: number
  /** Text is sent as it is, everything else as JSON. */
  readonly body: unknown
}

/** An answer in the place of the right one; `silence`: none ever comes. */
export type OtherAnswer = ServedAnswer | ((right: object) => object) | 'silence'

/** A stand-in for a service that holds a key. */
export interface SigningStandIn extends AsyncDisposable {
  readonly url: string
  /** How often each operation was asked for and answered well. */
  readonly answered: ReadonlyMap<string, number>
  /** What was wrong with requests: form, signature, headers. */
  readonly violations: readonly string[]
  /** Operations that were met with silence. */
  readonly unanswered: readonly string[]
  /** The next answers to an operation, in the place of the right ones; null: the right one. */
  answerNext(operation: string, ...answers: readonly (OtherAnswer | null)[]): void
}

export interface Served {
  readonly operation: string
  readonly answer: object
}

/** A request that breaks the rules of the service: told to the test, and refused. */
export class Violation extends Error {
  readonly answer: ServedAnswer

  constructor(text: string, answer: ServedAnswer) {
    super(text)
    this.answer = answer
  }
}

/** Serves one function on loopback. */
export async function standIn(serve: (request: ServedRequest) => Served): Promise<SigningStandIn> {
  const answered = new Map<string, number>()
  const violations: string[] = []
  const unanswered: string[] = []
  const planned = new Map<string, (OtherAnswer | null)[]>()
  const reply = (request: ServedRequest): ServedAnswer | null => {
    try {
      const { operation, answer } = serve(request)
      const other = planned.get(operation)?.shift() ?? null
      if (other === 'silence') {
        unanswered.push(operation)
        return null
      }
      if (other !== null && typeof other !== 'function') return other
      answered.set(operation, (answered.get(operation) ?? 0) + 1)
      return { status: 200, body: other === null ? answer : other(answer) }
    } catch (thrown) {
      if (!(thrown instanceof Violation)) throw thrown
      violations.push(thrown.message)
      return thrown.answer
    }
  }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = '', url = '', headers } = request
    const answer = reply({ method, url, headers, body: Buffer.concat(parts).toString('utf8') })
    if (answer === null) return
    const { status, body } = answer
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    violations,
    unanswered,
    answerNext: (operation, ...answers) => void planned.set(operation, [...answers]),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
