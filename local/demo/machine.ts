import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Keypair } from '@stellar/stellar-sdk'
import { type GitHub, startGitHub } from '../github/github.ts'
import { startBalancer } from '../services/balancer.ts'
import { type Child, startChild } from '../services/child.ts'
import { startHAProxy } from '../services/haproxy.ts'
import { freePorts } from '../services/ports.ts'
import { startPostgres } from '../services/postgres.ts'
import { startRedis } from '../services/redis.ts'

/** Real parts on this machine, and what the release has to know of them. */
export interface Machine extends AsyncDisposable {
  readonly github: GitHub
  /** What this machine has, told to a person: PostgreSQL 15.18, HAProxy 2.6.12 ... */
  readonly parts: readonly string[]
  readonly publicApi: string
  readonly publicClient: string
  /** Public values: the environment of the runner. */
  readonly variables: Readonly<Record<string, string>>
  /** What the environment's secrets are on GitHub. */
  readonly secrets: Readonly<Record<string, string>>
  /** What differs in the rehearsal environment of fairlead.yml on this machine. */
  readonly rehearsal: Readonly<Record<string, unknown>>
  readonly networkPid: number
  /** Requests and failures as the balancer counted them, both colors and services together. */
  readonly balancerCount: () => Promise<{ requests: number; failed: number }>
  /** The newest ledger of the network. */
  readonly latestLedger: () => Promise<number>
}

/** Starts everything Traqora needs. What is not installed is replaced, and said. */
export async function startMachine({ folder, without }: { folder: string; without: readonly string[] }): Promise<Machine> {
  await using started = new AsyncDisposableStack()
  const [apiPort = 0, clientPort = 0, apiBlue = 0, apiGreen = 0, clientBlue = 0, clientGreen = 0] = await freePorts(6)
  const frontends = [
    { name: 'backend', port: apiPort, blue: apiBlue, green: apiGreen },
    { name: 'client', port: clientPort, blue: clientBlue, green: clientGreen },
  ]
  const [postgres, redis, network, balancer, github] = await Promise.all([
    startPostgres(),
    without.includes('redis') ? null : startRedis(),
    startNetworkProcess(folder),
    chooseBalancer({ frontends, without }),
    startGitHub({ repository: 'traqora/traqora' }),
  ])
  for (const part of [postgres, redis, network, balancer, github]) if (part !== null) started.use(part)
  const owner = await postgres.createRole('traqora', { attributes: ['CREATEDB'] })
  const databaseUrl = await postgres.createDatabase('traqora', { owner })
  const deployer = Keypair.random()
  await fund(deployer.publicKey(), network)
  const state = join(folder, 'state')
  await mkdir(state)
  const everything = started.move()
  return {
    github,
    parts: [
      `PostgreSQL ${postgres.version}`,
      balancer.title,
      redis === null ? 'no Redis' : 'Redis',
      `Soroban network, protocol ${network.protocol}`,
    ],
    publicApi: `http://127.0.0.1:${apiPort}`,
    publicClient: `http://127.0.0.1:${clientPort}`,
    variables: {
      TRAQORA_STATE: state,
      STELLAR_RPC_URL: network.rpcUrl,
      STELLAR_NETWORK_PASSPHRASE: network.passphrase,
      PUBLIC_API_URL: `http://127.0.0.1:${apiPort}`,
      PUBLIC_CLIENT_URL: `http://127.0.0.1:${clientPort}`,
      BACKEND_BLUE_PORT: String(apiBlue),
      BACKEND_GREEN_PORT: String(apiGreen),
      CLIENT_BLUE_PORT: String(clientBlue),
      CLIENT_GREEN_PORT: String(clientGreen),
    },
    secrets: {
      STELLAR_SECRET_KEY: deployer.secret(),
      DATABASE_URL: databaseUrl,
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
      JWT_SECRET: randomBytes(32).toString('hex'),
      JWT_REFRESH_SECRET: randomBytes(32).toString('hex'),
      ADMIN_API_KEY: randomBytes(12).toString('hex'),
    },
    rehearsal: {
      balancer: balancer.section,
      ...(redis === null ? { services: { backend: { environment: { REDIS_URL: null } } } } : {}),
    },
    networkPid: network.pid,
    balancerCount: balancer.count,
    latestLedger: network.latestLedger,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

interface Frontend {
  readonly name: string
  readonly port: number
  readonly blue: number
  readonly green: number
}

interface ChosenBalancer extends AsyncDisposable {
  readonly title: string
  readonly section: Readonly<Record<string, unknown>>
  readonly count: () => Promise<{ requests: number; failed: number }>
}

/** HAProxy where it is installed, else the embedded balancer. Either starts with blue, where nothing runs yet. */
async function chooseBalancer({
  frontends,
  without,
}: {
  frontends: readonly Frontend[]
  without: readonly string[]
}): Promise<ChosenBalancer> {
  const key = 'traqora'
  const haproxy = without.includes('haproxy') ? null : await startHAProxy({ frontends, key, color: 'blue' })
  if (haproxy !== null) {
    return {
      title: `HAProxy ${haproxy.version}`,
      section: { haproxy: { socket: haproxy.socket, map: haproxy.map, key } },
      count: async () => countStatistics(await haproxy.command('show stat')),
      [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
    }
  }
  const balancer = await startBalancer({ frontends, key, color: 'blue' })
  return {
    title: 'the embedded balancer',
    section: { haproxy: null, embedded: { admin: balancer.adminUrl, key } },
    async count() {
      const colors = Object.values((await balancer.statistics()).frontends).flatMap((byColor) => Object.values(byColor))
      return { requests: sum(colors.map(({ requests }) => requests)), failed: sum(colors.map(({ failed }) => failed)) }
    },
    [Symbol.asyncDispose]: () => balancer[Symbol.asyncDispose](),
  }
}

/** HAProxy's `show stat` is CSV; frontends count what users saw. */
function countStatistics(csv: string): { requests: number; failed: number } {
  const [head = '', ...rows] = csv.trim().split('\n')
  const columns = head.replace(/^# /, '').split(',')
  const column = (name: string) => columns.indexOf(name)
  const frontends = rows.map((row) => row.split(',')).filter((cells) => cells[column('svname')] === 'FRONTEND')
  return {
    requests: sum(frontends.map((cells) => Number(cells[column('req_tot')]))),
    failed: sum(frontends.map((cells) => Number(cells[column('hrsp_5xx')]))),
  }
}

interface NetworkProcess extends AsyncDisposable {
  readonly pid: number
  readonly rpcUrl: string
  readonly friendbotUrl: string
  readonly passphrase: string
  readonly protocol: number
  readonly latestLedger: () => Promise<number>
}

/** The network in a process of its own, so that its memory can be told apart. It closes a ledger as soon as there is something in it. */
async function startNetworkProcess(folder: string): Promise<NetworkProcess> {
  const child = startChild({
    service: 'network',
    command: process.execPath,
    args: [join(import.meta.dirname, '..', 'network', 'command.ts'), '--port', '0', '--protocol', '27', '--close', 'instant', '--json'],
    folder,
    log: join(folder, 'network.log'),
    stdout: 'pipe',
  })
  const ready = await firstLine(child)
  const { rpcUrl, friendbotUrl, passphrase, protocol } = JSON.parse(ready) as Omit<NetworkProcess, 'pid'>
  return {
    pid: child.pid,
    rpcUrl,
    friendbotUrl,
    passphrase,
    protocol,
    async latestLedger() {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getLatestLedger' }),
      })
      return ((await response.json()) as { result: { sequence: number } }).result.sequence
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

async function firstLine(child: Child): Promise<string> {
  if (child.stdout === null) throw new TypeError('the network was started without a pipe')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error(`the network ended with ${await child.ended}: ${child.lastWords()}`)
}

async function fund(address: string, { friendbotUrl }: NetworkProcess): Promise<void> {
  const response = await fetch(`${friendbotUrl}?addr=${address}`)
  if (!response.ok) throw new Error(`friendbot answered ${response.status}: ${await response.text()}`)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
