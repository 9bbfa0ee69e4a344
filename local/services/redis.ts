import { connect } from 'node:net'
import { join } from 'node:path'
import { type Child, serviceFolder, serviceUser, startChild, waitUntilReady } from './child.ts'
import { onFreePort } from './ports.ts'
import { findProgram } from './programs.ts'

export interface RedisServer extends AsyncDisposable {
  readonly port: number
  /** `redis://127.0.0.1:PORT`: no password, nothing on disk. */
  readonly url: string
  readonly log: string
  isRunning(): boolean
  stop(): Promise<void>
  kill(): Promise<void>
  /** Starts it again, empty, after `stop` or `kill`: same port. */
  start(): Promise<void>
}

/** The path of redis-server or valkey-server on this machine; null when there is none. */
export async function findRedis(): Promise<string | null> {
  return (await findProgram('redis-server')) ?? findProgram('valkey-server')
}

/** Starts the machine's own Redis on loopback, never as root; null when it is not installed. */
export async function startRedis({ port = null }: { port?: number | null } = {}): Promise<RedisServer | null> {
  const command = await findRedis()
  if (command === null) return null
  const place = await serviceFolder('redis', null, serviceUser())
  const log = join(place.path, 'redis.log')
  const launch = (chosen: number) => launchServer({ command, port: chosen, folder: place.path, log })
  try {
    const running = await onFreePort(port, async (chosen) => ({ port: chosen, child: await launch(chosen) }))
    let child = running.child
    return {
      port: running.port,
      url: `redis://127.0.0.1:${running.port}`,
      log,
      isRunning: () => child.isRunning(),
      stop: () => child.stop(),
      kill: () => child.kill(),
      async start() {
        if (!child.isRunning()) child = await launch(running.port)
      },
      async [Symbol.asyncDispose]() {
        await child.stop()
        await place[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await place[Symbol.asyncDispose]()
    throw error
  }
}

async function launchServer({
  command,
  port,
  folder,
  log,
}: {
  command: string
  port: number
  folder: string
  log: string
}): Promise<Child> {
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, '--daemonize', 'no']
  const child = startChild({ service: 'Redis', command, args, folder, temporary: true, log, user: serviceUser() })
  await waitUntilReady(child, { ports: [port], answers: async () => (await processBehind(port)) === child.pid })
  return child
}

/** The process id that the Redis on a port tells, so that a neighbour's is not taken for ours; null without an answer. */
function processBehind(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 })
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write('INFO server\r\nQUIT\r\n'))
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('timeout', () => socket.destroy())
    socket.on('error', () => resolve(null))
    socket.on('close', () => resolve(Number(/process_id:(\d+)/.exec(answer)?.[1] ?? Number.NaN) || null))
  })
}
