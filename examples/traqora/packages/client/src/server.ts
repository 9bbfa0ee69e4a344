import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Server as NetServer } from 'node:net'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { renderPage } from './page.ts'
import { VERSION } from './release.ts'

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url))
if (existsSync(local('../.env'))) process.loadEnvFile(local('../.env'))

const {
  PORT = '3000',
  HOST = '127.0.0.1',
  NEXT_PUBLIC_API_URL,
  RELEASE_ID = null,
  RELEASE_COMMIT = null,
  RELEASE_COLOR = null,
} = process.env
if (!URL.canParse(NEXT_PUBLIC_API_URL ?? '')) {
  console.error('NEXT_PUBLIC_API_URL must be the URL of the backend')
  process.exit(1)
}

const identity = { release: RELEASE_ID, commit: RELEASE_COMMIT, color: RELEASE_COLOR, version: VERSION }
const page = renderPage(readFileSync(local('../public/index.html'), 'utf8'), { apiUrl: NEXT_PUBLIC_API_URL, version: VERSION })
const files: Record<string, { type: string; content: string | Buffer }> = {
  '/': { type: 'text/html; charset=utf-8', content: page },
  '/app.js': { type: 'text/javascript; charset=utf-8', content: readFileSync(local('../public/app.js')) },
  '/style.css': { type: 'text/css; charset=utf-8', content: readFileSync(local('../public/style.css')) },
  '/version.json': { type: 'application/json', content: JSON.stringify(identity) },
}

let draining = false
const server = createServer((request, response) => {
  const file = files[new URL(request.url ?? '/', 'http://localhost').pathname]
  const connection = draining ? { connection: 'close' } : {}
  if (file === undefined) return response.writeHead(404, { 'content-type': 'text/plain', ...connection }).end('Not found\n')
  return response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache', ...connection }).end(file.content)
})
server.on('error', (error) => {
  console.error(`cannot listen: ${error.message}`)
  process.exit(1)
})
server.listen(Number(PORT), HOST, () =>
  console.log(JSON.stringify({ level: 'info', message: 'listening', address: server.address(), ...identity })),
)

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)

/** Every answer asks to close its connection; those that stay idle are closed a second later. */
function stop(): void {
  // A signal to the whole group comes twice: once more through npm.
  if (draining) return
  draining = true
  NetServer.prototype.close.call(server, () => process.exit(0))
  setInterval(() => server.closeIdleConnections(), 1000).unref()
}
