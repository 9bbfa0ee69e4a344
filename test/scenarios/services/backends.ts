import { createServer, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Color, colors, type Frontend } from '../../../local/services/frontend.ts'
import { freePorts } from '../../../local/services/ports.ts'

export interface Backends extends AsyncDisposable {
  readonly frontend: Frontend
  /** Requests whose head arrived, by color. */
  readonly seen: Record<Color, number>
}

/** A blue and a green server that read the body, take up to 20 ms, and answer with their color. `/fails` is a 500, `/cut` breaks off, `/slow` takes 300 ms. */
export async function startBackends(name = 'backend'): Promise<Backends> {
  const [port = 0, blue = 0, green = 0] = await freePorts(3)
  const frontend = { name, port, blue, green }
  const seen = { blue: 0, green: 0 }
  const servers = await Promise.all(colors.map((color) => startBackend(color, frontend[color], seen)))
  return {
    frontend,
    seen,
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

async function startBackend(color: Color, port: number, seen: Record<Color, number>): Promise<Server> {
  const server = createServer(async (request, response) => {
    seen[color] += 1
    let bytes = 0
    for await (const part of request) bytes += part.length
    if (request.url === '/cut') {
      response.write('the first half')
      return void setTimeout(() => response.destroy(), 10)
    }
    await sleep(request.url === '/slow' ? 300 : Math.random() * 20)
    response.statusCode = request.url === '/fails' ? 500 : 200
    response.setHeader('set-cookie', ['one=1', 'two=2'])
    response.end(`${color} read ${bytes}`)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}
