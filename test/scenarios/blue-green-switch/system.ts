import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBalancer } from '../../../local/services/balancer.ts'
import type { Color } from '../../../local/services/frontend.ts'
import { startHAProxy } from '../../../local/services/haproxy.ts'
import { freePorts } from '../../../local/services/ports.ts'
import type { Entry } from '../../../src/record/entry.ts'
import { type ActionRun, runAction, startAction } from '../../support/run-action.ts'

/** What the services of a release do; nothing: they work. */
export interface Behavior {
  readonly exit?: number
  readonly commit?: string
  readonly sick?: boolean
  readonly failsEvery?: number
  readonly slowMs?: number
  readonly tellsRelease?: boolean
}

/** One release: its run id and what its services do. The commit is the number, with zeros before it. */
export interface ReleaseOptions {
  readonly behavior?: Behavior
  readonly inputs?: Readonly<Record<string, string>>
  readonly attempt?: number
  readonly nodeOptions?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface System extends AsyncDisposable {
  readonly repository: string
  /** What outlives a job: releases, record, state of the colors. */
  readonly state: string
  readonly publicUrl: Readonly<Record<string, string>>
  readonly ports: Readonly<Record<string, Readonly<Record<Color, number>>>>
  readonly balancer: TestBalancer
  write(path: string, text: string): Promise<void>
  /** What an action of this release is given, to start it some other way. */
  given(release: number, options?: ReleaseOptions): Promise<Parameters<typeof runAction>[1]>
  switch(release: number, options?: ReleaseOptions): Promise<ActionRun>
  startSwitch(release: number, options?: ReleaseOptions): ReturnType<typeof startAction>
  rollback(release: number, options?: ReleaseOptions): Promise<ActionRun>
  /** What one color of a service says it is; null when nothing listens. */
  identity(color: Color, service?: string): Promise<string | null>
  entries(): Promise<Entry[]>
  /** Numbers of the processes that the action started on a color and that are on record there. */
  pids(color: Color): Promise<number[]>
}

export interface TestBalancer extends AsyncDisposable {
  readonly yaml: string
  readonly url: Readonly<Record<string, string>>
  color(): Promise<string>
  /** Writes a color behind everybody's back. */
  force(color: string): Promise<void>
  kill(): Promise<void>
  start(): Promise<void>
}

export const commitOf = (release: number): string => String(release).padStart(40, '0')
export const releaseId = (release: number): string => `rehearsal-${release}`

/** A system of small services behind a real balancer, blue active and nothing running. */
export async function makeSystem({
  balancer: kind = 'embedded',
  services = ['backend'],
  soak = {},
}: {
  balancer?: 'embedded' | 'haproxy'
  services?: readonly string[]
  soak?: { for?: string; atMost?: string; errors?: string; topUp?: number }
} = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-traffic-'))
  const [repository, state] = [join(folder, 'checkout'), join(folder, 'state')]
  await mkdir(repository)
  const numbers = await freePorts(services.length * 3)
  const frontends = services.map((name, index) => {
    const [port = 0, blue = 0, green = 0] = numbers.slice(index * 3)
    return { name, port, blue, green }
  })
  const balancer = await (kind === 'haproxy' ? haproxy(frontends) : embedded(frontends))
  const write = (path: string, text: string) => writeFile(join(repository, path), text)
  await copyFile(join(import.meta.dirname, 'service.mjs'), join(repository, 'service.mjs'))
  await write('fairlead.yml', configuration({ frontends, balancer, soak }))

  const given: System['given'] = async (release, { behavior = {}, inputs = {}, attempt = 1, nodeOptions = [], env = {} } = {}) => {
    await write('behavior.json', JSON.stringify(behavior))
    return {
      repository,
      inputs: { environment: 'rehearsal', ...inputs },
      env: { STATE: state, API_KEY: secret, ...env },
      facts: { GITHUB_RUN_ID: String(release), GITHUB_SHA: commitOf(release), GITHUB_RUN_ATTEMPT: String(attempt) },
      nodeOptions,
    }
  }
  const colorsFolder = join(state, 'releases', '.colors')
  const pids = async (color: Color) => {
    const files = (await readdir(join(colorsFolder, color)).catch(() => [])).filter((name) => name.endsWith('.process'))
    return Promise.all(files.map(async (name) => Number((await readFile(join(colorsFolder, color, name), 'utf8')).split('\n')[0])))
  }
  return {
    repository,
    state,
    publicUrl: balancer.url,
    ports: Object.fromEntries(frontends.map(({ name, blue, green }) => [name, { blue, green }])),
    balancer,
    write,
    given,
    pids,
    switch: async (release, options) => runAction('blue-green-switch', await given(release, options)),
    startSwitch: async (release, options) => startAction('blue-green-switch', await given(release, options)),
    rollback: async (release, options) => runAction('rollback', await given(release, options)),
    async identity(color, service = services[0] ?? '') {
      const port = frontends.find(({ name }) => name === service)?.[color]
      const answer = await fetch(`http://127.0.0.1:${port}/version`).catch(() => null)
      return answer === null ? null : ((await answer.json()) as { commit: string }).commit
    },
    async entries() {
      const names = (await readdir(join(state, 'record', 'rehearsal')).catch(() => [])).filter((name) => name.endsWith('.json')).sort()
      return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(state, 'record', 'rehearsal', name), 'utf8')) as Entry))
    },
    async [Symbol.asyncDispose]() {
      for (const pid of [...(await pids('blue')), ...(await pids('green'))]) endGroup(pid)
      await balancer[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the services are given as a secret. */
export const secret = 'key-of-the-tests-0123456789'

interface Frontend {
  readonly name: string
  readonly port: number
  readonly blue: number
  readonly green: number
}

async function embedded(frontends: readonly Frontend[]): Promise<TestBalancer> {
  const server = await startBalancer({ frontends, key: 'traqora', color: 'blue' })
  return {
    yaml: `{ embedded: { admin: "${server.adminUrl}", key: traqora }, drain: 5s }`,
    url: server.url,
    color: async () => (await server.color()).color,
    force: async (color) => void (await server.compareAndSet((await server.color()).version, color as Color)),
    kill: () => server.kill(),
    start: () => server.start(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function haproxy(frontends: readonly Frontend[]): Promise<TestBalancer> {
  const server = await startHAProxy({ frontends, key: 'traqora', color: 'blue' })
  if (server === null) throw new Error('HAProxy is not installed')
  return {
    yaml: `{ haproxy: { socket: "${server.socket}", map: "${server.map}", key: traqora }, drain: 5s }`,
    url: server.url,
    color: async () => /traqora (\w+)/.exec(await server.command(`show map ${server.map}`))?.[1] ?? 'none',
    force: async (color) => void (await server.command(`set map ${server.map} traqora ${color}`)),
    kill: () => server.kill(),
    start: () => server.start(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function configuration({
  frontends,
  balancer,
  soak: { for: forTime = '600 ms', atMost = '6s', errors = '< 5 %', topUp = 100 },
}: {
  frontends: readonly Frontend[]
  balancer: TestBalancer
  soak: { for?: string; atMost?: string; errors?: string; topUp?: number }
}): string {
  const services = frontends.map(
    ({ name, blue, green }) => `  ${name}:
    ports: { blue: ${blue}, green: ${green} }
    public: "${balancer.url[name]}"
    supervise: local
    start: node service.mjs
    environment: { API_KEY: "\${env.API_KEY}" }
    identity: /version
    ready-within: 10s
    stop-within: 3s`,
  )
  const topUps = frontends.map(({ name }) => `{ url: "\${services.${name}.public}/work", rate: ${topUp} }`)
  const probes = frontends.flatMap(({ name }) => [
    `      - identity: { url: "\${services.${name}.idle}/version", equals: "\${release.commit}" }`,
    `      - http: { url: "\${services.${name}.idle}/health", status: 200 }`,
  ])
  return `system: traqora
record: { directory: "\${env.STATE}/record" }
release: { directory: "\${env.STATE}/releases/\${release.id}", copy: [service.mjs, behavior.json] }
environments:
  rehearsal: {}
services:
${services.join('\n')}
balancer: ${balancer.yaml}
soak:
  for: ${forTime}
  at-most: ${atMost}
  errors: "${errors}"
${topUp === 0 ? '' : `  top-up: [${topUps.join(', ')}]\n`}health:
  profiles:
    idle:
${probes.join('\n')}
`
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended before.
  }
}
