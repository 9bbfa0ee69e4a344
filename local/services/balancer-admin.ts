import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { ColorEntry, ColorRegister } from './balancer-color.ts'
import type { BalancerStatistics } from './balancer-statistics.ts'
import { type Color, colors } from './frontend.ts'

/** Far more than a color needs. */
const longestBody = 1000

/** The admin API, for loopback only: `GET /color`, `PUT /color` with If-Match, `GET /statistics`. */
export function createAdmin({ register, statistics }: { register: ColorRegister; statistics: () => BalancerStatistics }): Server {
  const route = async (request: IncomingMessage, response: ServerResponse) => {
    switch (`${request.method} ${request.url}`) {
      case 'GET /color':
        return tell(response, 200, register.current())
      case 'PUT /color':
        return putColor(request, response, register)
      case 'GET /statistics':
        return answer(response, 200, statistics())
      default:
        return answer(response, 404, { error: `no ${request.method} ${request.url}: there are GET /color, PUT /color and GET /statistics` })
    }
  }
  return createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      // A full disk or a caller that broke off: never a reason to end, for users are served by this process.
      if (!response.headersSent) answer(response, 500, { error: `${error}: read the color back, it may be written or not` })
    })
  })
}

/** 428 without If-Match and 412 when it is not the current entity tag (RFC 6585 section 3, RFC 9110 section 13.1.1). */
async function putColor(request: IncomingMessage, response: ServerResponse, register: ColorRegister): Promise<void> {
  const wanted = readWanted(await readBody(request), register.current().key)
  if ('error' in wanted) return answer(response, 400, wanted)
  const expected = versionOf(request.headers['if-match'] ?? '')
  if (expected === null)
    return answer(response, 428, { error: 'send If-Match with the ETag of GET /color: the color is written by compare-and-set only' })
  const written = await register.compareAndSet(expected, wanted.color)
  if (written === null) return tell(response, 412, { error: 'the color was written since', ...register.current() })
  return tell(response, 200, written)
}

function readWanted(body: string, key: string): { color: Color } | { error: string } {
  const parsed = parse(body)
  const color = colors.find((known) => known === parsed?.['color'])
  if (color === undefined) return { error: 'the body must be {"color":"blue"} or {"color":"green"}' }
  if (parsed?.['key'] !== undefined && parsed['key'] !== key) return { error: `this balancer routes by the key ${key}` }
  return { color }
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request.setEncoding('utf8')) {
    body += part
    if (body.length > longestBody) return ''
  }
  return body
}

function versionOf(entityTag: string): number | null {
  const version = /^"(\d+)"$/.exec(entityTag.trim())?.[1]
  return version === undefined ? null : Number(version)
}

function tell(response: ServerResponse, status: number, entry: ColorEntry & { error?: string }): void {
  response.setHeader('etag', `"${entry.version}"`)
  answer(response, status, entry)
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body)}\n`)
}
