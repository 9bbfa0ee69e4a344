import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  /** The request is taken in, and the connection cut. */
  readonly cut?: boolean
}

type Route = Reply | ((request: Request) => Reply)

/** A small real service on loopback. Routes can be changed while it runs; `GET /version` tells the commit. */
export async function startService(
  routes: Record<string, Route> = {},
): Promise<
  AsyncDisposable & { readonly url: string; readonly port: number; readonly requests: Request[]; readonly routes: Record<string, Route> }
> {
  const requests: Request[] = []
  const table: Record<string, Route> = { 'GET /version': { json: { commit: '1'.repeat(40), color: 'blue' } }, ...routes }
  const server = createServer(async (incoming, response) => {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body }
    requests.push(request)
    const route = table[`${request.method} ${request.path.split('?')[0]}`] ?? { status: 404, json: { error: 'no such path' } }
    const reply = typeof route === 'function' ? route(request) : route
    // The delay is the service's own slowness: what is being measured.
    if (reply.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, reply.delayMs))
    if (reply.cut === true) return void incoming.socket.destroy()
    const text = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json))
    response.writeHead(reply.status ?? 200, {
      'content-type': reply.json === undefined ? 'text/plain' : 'application/json',
      ...reply.headers,
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    routes: table,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A checkout that holds nothing but a fairlead.yml. */
export async function checkout(fairleadYml: string): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-health-'))
  await writeFile(join(folder, 'fairlead.yml'), fairleadYml)
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** fairlead.yml whose profile `public` holds these probes, after an identity probe. */
export function withProbes(probes: string, more = ''): string {
  const indented = (text: string, by: number) => text.trim().replaceAll(/^(?=.)/gm, ' '.repeat(by))
  return `system: demo
environments: { rehearsal: {} }
health:
  profiles:
    public:
      - identity: { url: "\${env.SERVICE}/version" }
${indented(probes, 6)}
${more === '' ? '' : indented(more, 2)}
`
}
