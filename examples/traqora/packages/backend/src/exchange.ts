import type { IncomingMessage } from 'node:http'

/** What a handler is given. */
export interface Call {
  url: URL
  parameters: Record<string, string>
  header(name: string): string | null
  /** The JSON object of the body; empty when there is none or it is not an object. */
  body(): Promise<Record<string, unknown>>
}

/** What a handler answers. */
export interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** `/bookings/:id` */
  path: string
  handle(call: Call): Promise<Reply>
}

export function refusal(status: number, code: string, message: string): Reply {
  return { status, body: { error: code, message } }
}

const mostBytes = 64 * 1024

export function createCall(request: IncomingMessage, url: URL, parameters: Record<string, string>): Call {
  return {
    url,
    parameters,
    header: (name) => request.headers[name]?.toString() ?? null,
    async body() {
      const chunks: Buffer[] = []
      let bytes = 0
      for await (const chunk of request) {
        bytes += chunk.length
        if (bytes <= mostBytes) chunks.push(chunk)
      }
      return bytes <= mostBytes ? parseObject(Buffer.concat(chunks).toString()) : {}
    },
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
