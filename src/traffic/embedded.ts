import { request } from 'node:http'
import { isPlainMap } from '../config/source.ts'
import type { Balancer, Counters, Statistics } from './balancer.ts'
import { type Color, isColor } from './color.ts'
import { balancerUnreachable, colorUnknown, statisticsMissing, switchRefused } from './problems.ts'

interface Options {
  readonly admin: string
  readonly key: string
  readonly services: readonly string[]
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

const timeoutMs = 3_000

/** Fairlead's own balancer, by its admin API. The token is the version, which is also the entity tag of If-Match. */
export function openEmbedded({ admin, key, services }: Options): Balancer {
  const name = `embedded ${key}`
  const ask = async (method: string, path: string, options: { ifMatch?: string; body?: unknown } = {}) => {
    try {
      return await send(new URL(path, admin), { method, ...options })
    } catch (cause) {
      throw balancerUnreachable({ balancer: name, place: admin, reason: (cause as NodeJS.ErrnoException).code ?? String(cause), cause })
    }
  }
  const read = async () => {
    const { status, body } = await ask('GET', '/color')
    if (status !== 200 || !isPlainMap(body)) throw colorUnknown({ balancer: name, found: `status ${status}` })
    if (body['key'] !== key) throw colorUnknown({ balancer: name, found: `it routes by the key "${String(body['key'])}"` })
    if (!isColor(body['color'])) throw colorUnknown({ balancer: name, found: `color "${String(body['color'])}"` })
    if (!Number.isSafeInteger(body['version'])) throw colorUnknown({ balancer: name, found: 'no version' })
    return { color: body['color'], token: String(body['version']) }
  }
  return {
    name,
    read,
    async compareAndSwitch(to, token) {
      try {
        const { status, body } = await ask('PUT', '/color', { ifMatch: `"${token}"`, body: { color: to, key } })
        if (status === 412) return false
        if (status !== 200) throw switchRefused({ balancer: name, answer: `status ${status} ${JSON.stringify(body)}` })
      } catch (thrown) {
        // The answer may be lost while the write is done: what the balancer says now settles it.
        const now = await read().catch(() => null)
        if (now === null || now.color !== to || now.token !== String(Number(token) + 1)) throw thrown
      }
      return (await read()).color === to
    },
    // It writes its state file before it routes by it.
    isKept: async () => true,
    keep: async () => {},
    async statistics() {
      const { body } = await ask('GET', '/statistics')
      return readStatistics(body, { name, services })
    },
  }
}

function readStatistics(body: unknown, { name, services }: { name: string; services: readonly string[] }): Statistics {
  const told = isPlainMap(body) ? body : {}
  const frontends = isPlainMap(told['frontends']) ? told['frontends'] : {}
  const countersOf = (service: string, color: Color): Counters => {
    const frontend = frontends[service]
    const found = isPlainMap(frontend) ? frontend[color] : null
    const counters = isPlainMap(found) ? { requests: found['requests'], failed: found['failed'], inFlight: found['inFlight'] } : {}
    if (isPlainMap(found) && Object.values(counters).every(Number.isSafeInteger)) return counters as unknown as Counters
    throw statisticsMissing({ balancer: name, service, color, found: Object.keys(frontends).join(', ') })
  }
  return {
    epoch: `${String(told['pid'])} ${String(told['startedAt'])}`,
    services: new Map(services.map((service) => [service, { blue: countersOf(service, 'blue'), green: countersOf(service, 'green') }])),
  }
}

/** One connection for each call: a balancer that was restarted has closed all older ones. */
function send(url: URL, { method, ifMatch, body }: { method: string; ifMatch?: string; body?: unknown }): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = {
    'content-length': String(Buffer.byteLength(text)),
    ...(text === '' ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: timeoutMs }, async (answer) => {
      try {
        let received = ''
        for await (const part of answer.setEncoding('utf8')) received += part
        resolve({ status: answer.statusCode ?? 0, body: parse(received) })
      } catch (error) {
        reject(error)
      }
    })
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs} ms`)))
    sent.on('error', reject)
    sent.end(text)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
