import { readFile, rename, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Child, type Folder, runProgram, serviceFolder, serviceUser, startChild, waitUntilReady } from './child.ts'
import type { Color, Frontend } from './frontend.ts'
import { frontendUrls } from './frontend.ts'
import { haproxyConfiguration } from './haproxy-configuration.ts'
import { pathTooLong } from './problems.ts'
import { findProgram } from './programs.ts'

export interface HAProxyOptions {
  readonly frontends: readonly Frontend[]
  /** The one entry of the map that routes all frontends. */
  readonly key: string
  readonly color: Color
  /** Where configuration, map and socket are kept; temporary without it. A map found there keeps its color, as on a real host. */
  readonly folder?: string | null
}

export interface HAProxyServer extends AsyncDisposable {
  /** Unix socket of the runtime API, level admin. */
  readonly socket: string
  /** File of the map: its name in the runtime API, and what the next start reads. */
  readonly map: string
  readonly key: string
  /** The public url by frontend name, without a slash at the end. */
  readonly url: Readonly<Record<string, string>>
  readonly version: string
  readonly log: string
  /** Runs one command of the runtime API and returns its answer. */
  command(text: string): Promise<string>
  isRunning(): boolean
  kill(): Promise<void>
  /** Starts it again after `kill`: same ports, color of the map file. */
  start(): Promise<void>
}

export interface HAProxyProgram {
  readonly path: string
  readonly version: string
}

/** The HAProxy of this machine; null when it is not installed. */
export async function findHAProxy(): Promise<HAProxyProgram | null> {
  const path = await findProgram('haproxy')
  if (path === null) return null
  const told = await runProgram({ service: 'HAProxy', command: path, args: ['-v'], folder: '/', user: null })
  return { path, version: /version (\d+(?:\.\d+)*)/.exec(told)?.[1] ?? 'unknown' }
}

/** Starts the machine's own HAProxy on loopback, never as root; null when it is not installed. One map entry routes all frontends. */
export async function startHAProxy({ frontends, key, color, folder = null }: HAProxyOptions): Promise<HAProxyServer | null> {
  const program = await findHAProxy()
  if (program === null) return null
  const place = await serviceFolder('haproxy', folder, serviceUser())
  const [socket, map, log] = [join(place.path, 'admin.sock'), join(place.path, 'color.map'), join(place.path, 'haproxy.log')]
  try {
    if (Buffer.byteLength(socket) > longestSocketPath)
      throw pathTooLong({ path: socket, bytes: Buffer.byteLength(socket), limit: longestSocketPath })
    await writeFile(join(place.path, 'haproxy.cfg'), haproxyConfiguration({ frontends, key, map, socket }))
    if ((await readFile(map, 'utf8').catch(() => '')) === '') await writeWhole(map, `${key} ${color}\n`)
    const launch = () => launchServer({ program, place, socket, log, frontends })
    let child = await launch()
    return {
      socket,
      map,
      key,
      url: frontendUrls(frontends),
      version: program.version,
      log,
      command: (text) => runtimeCommand(socket, text),
      isRunning: () => child.isRunning(),
      kill: () => child.kill(),
      async start() {
        if (!child.isRunning()) child = await launch()
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

/** sun_path holds 108 bytes on Linux and 104 on macOS; HAProxy binds a name with a suffix first and renames it. */
const longestSocketPath = 92

interface Launch {
  readonly program: HAProxyProgram
  readonly place: Folder
  readonly socket: string
  readonly log: string
  readonly frontends: readonly Frontend[]
}

async function launchServer({ program, place, socket, log, frontends }: Launch): Promise<Child> {
  const child = startChild({
    service: 'HAProxy',
    command: program.path,
    args: ['-db', '-f', join(place.path, 'haproxy.cfg')],
    folder: place.path,
    temporary: place.temporary,
    log,
    user: serviceUser(),
  })
  const answers = async () => (await runtimeCommand(socket, 'show info').catch(() => '')).includes(`Pid: ${child.pid}\n`)
  await waitUntilReady(child, { ports: frontends.map(({ port }) => port), answers })
  return child
}

/** The runtime API takes one command a connection and ends it after the answer (management guide, section 9.3). */
function runtimeCommand(socket: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path: socket, timeout: 5000 })
    let answer = ''
    connection.setEncoding('utf8')
    connection.on('connect', () => connection.write(`${text}\n`))
    connection.on('data', (part) => {
      answer += part
    })
    connection.on('timeout', () => connection.destroy(new Error(`HAProxy did not answer on ${socket}`)))
    connection.on('error', reject)
    connection.on('end', () => resolve(answer))
  })
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o644 })
  await rename(`${path}.new`, path)
}
