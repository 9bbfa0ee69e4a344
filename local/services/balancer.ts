import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ColorEntry } from './balancer-color.ts'
import type { BalancerConfiguration } from './balancer-command.ts'
import type { BalancerStatistics } from './balancer-statistics.ts'
import { type Child, serviceFolder, startChild, waitUntilReady } from './child.ts'
import { type Color, type Frontend, frontendUrls } from './frontend.ts'
import { onFreePort } from './ports.ts'

export interface BalancerOptions {
  readonly frontends: readonly Frontend[]
  readonly key: string
  /** Of the first start; a state file that exists decides later. */
  readonly color: Color
  readonly adminPort?: number | null
  /** Keeps the color over restarts; temporary without it. */
  readonly stateFile?: string | null
}

export interface Balancer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: GET /color, PUT /color with If-Match, GET /statistics. */
  readonly adminUrl: string
  /** The public url by frontend name, without a slash at the end. */
  readonly url: Readonly<Record<string, string>>
  readonly key: string
  readonly pid: number
  readonly log: string
  color(): Promise<ColorEntry>
  /** True when it was written, false when another writer was faster than the expected version. */
  compareAndSet(expected: number, color: Color): Promise<boolean>
  statistics(): Promise<BalancerStatistics>
  isRunning(): boolean
  kill(): Promise<void>
  /** Starts it again after `kill`: same ports, the color that was written last. Counters begin anew. */
  start(): Promise<void>
}

/** Starts the embedded balancer, for machines without another one, as a process of its own that ends with this one at the latest. */
export async function startBalancer({ frontends, key, color, adminPort = null, stateFile = null }: BalancerOptions): Promise<Balancer> {
  const place = await serviceFolder('balancer', null, null)
  const launch = (port: number) =>
    launchBalancer({ frontends, key, color, adminPort: port, stateFile: stateFile ?? join(place.path, 'color.json') }, place.path)
  try {
    const running = await onFreePort(adminPort, async (port) => ({ port, child: await launch(port) }))
    const adminUrl = `http://127.0.0.1:${running.port}`
    let { child } = running
    return {
      adminUrl,
      url: frontendUrls(frontends),
      key,
      get pid() {
        return child.pid
      },
      log: join(place.path, 'balancer.log'),
      color: () => read<ColorEntry>(`${adminUrl}/color`),
      async compareAndSet(expected, wanted) {
        const headers = { 'if-match': `"${expected}"`, 'content-type': 'application/json' }
        const answer = await fetch(`${adminUrl}/color`, { method: 'PUT', headers, body: JSON.stringify({ color: wanted }) })
        await answer.text()
        return answer.ok
      },
      statistics: () => read<BalancerStatistics>(`${adminUrl}/statistics`),
      isRunning: () => child.isRunning(),
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

async function launchBalancer(configuration: BalancerConfiguration, folder: string): Promise<Child> {
  const file = join(folder, 'balancer.json')
  await writeFile(file, JSON.stringify(configuration))
  const command = fileURLToPath(new URL('balancer-command.ts', import.meta.url))
  const child = startChild({
    service: 'The embedded balancer',
    command: process.execPath,
    args: ['--max-semi-space-size=4', command, file],
    folder,
    temporary: true,
    log: join(folder, 'balancer.log'),
  })
  const ports = [configuration.adminPort, ...configuration.frontends.map(({ port }) => port)]
  const answers = async () => {
    const statistics = await read<BalancerStatistics>(`http://127.0.0.1:${configuration.adminPort}/statistics`).catch(() => null)
    return statistics?.pid === child.pid
  }
  await waitUntilReady(child, { ports, answers })
  return child
}

async function read<Answer>(url: string): Promise<Answer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) })
  return (await answer.json()) as Answer
}
