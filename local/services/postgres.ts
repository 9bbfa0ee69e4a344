import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Child, type Folder, serviceFolder, serviceUser, startChild, waitUntilReady } from './child.ts'
import { onFreePort } from './ports.ts'
import { findPostgres, openCluster, type PostgresCluster, type PostgresPrograms } from './postgres-cluster.ts'

export interface PostgresOptions {
  /** Where the data stays after the end, and is found again. Without it the data is temporary. */
  readonly folder?: string | null
  readonly port?: number | null
  /** Server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** Folder of the binaries, to choose a version. */
  readonly bin?: string | null
}

export interface Role {
  readonly name: string
  readonly password: string
}

export interface PostgresServer extends AsyncDisposable {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Of the superuser `postgres`, with its password (SCRAM), to the database `postgres`. A secret. */
  readonly url: string
  /** Folder of its client programs of the same version: pg_dump, pg_restore, psql. */
  readonly bin: string
  /** `15.18`. */
  readonly version: string
  readonly folder: string
  readonly log: string
  isRunning(): boolean
  urlOf(connection: { database?: string; role?: Role }): string
  /** Returns its url: of the owner, else of the superuser. */
  createDatabase(name: string, options?: { owner?: Role }): Promise<string>
  /** A role that may log in, with a password of its own; `attributes` as in CREATE ROLE. */
  createRole(
    name: string,
    options?: { attributes?: readonly ('CREATEDB' | 'CREATEROLE' | 'SUPERUSER' | 'REPLICATION' | 'BYPASSRLS')[] },
  ): Promise<Role>
  /** `fast` ends sessions and writes all out; `smart` waits for sessions; `immediate` is a crash with a tidy exit. */
  stop(mode?: 'smart' | 'fast' | 'immediate'): Promise<void>
  /** SIGKILL: a crash. */
  kill(): Promise<void>
  /** Starts it again after `stop` or `kill`: same port, same data. */
  start(): Promise<void>
}

const signals = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' } as const

/** A crash of the server loses nothing (so synchronous_commit stays on); one of the machine may, which a rehearsal can bear. */
const quick = { fsync: 'off', full_page_writes: 'off', shared_buffers: '32MB', max_wal_size: '1GB' }

/** Starts the machine's own PostgreSQL on loopback, never as root. It ends with this process at the latest. */
export async function startPostgres({
  folder = null,
  port = null,
  settings = {},
  bin = null,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = await findPostgres(bin)
  const user = serviceUser()
  const place = await serviceFolder('postgres', folder, user)
  try {
    const cluster = await openCluster(programs, { folder: place.path, user })
    const launch = (chosen: number) => launchServer(programs, cluster, { place, port: chosen, settings: { ...quick, ...settings } })
    const running = await onFreePort(port, async (chosen) => ({ port: chosen, child: await launch(chosen) }))
    return serverOf(running, {
      programs,
      cluster,
      launch: () => launch(running.port),
      place,
    })
  } catch (error) {
    await place[Symbol.asyncDispose]()
    throw error
  }
}

interface Launch {
  readonly place: Folder
  readonly port: number
  readonly settings: Readonly<Record<string, string | number | boolean>>
}

async function launchServer(
  { bin }: PostgresPrograms,
  { data, password }: PostgresCluster,
  { place, port, settings }: Launch,
): Promise<Child> {
  const fixed = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', logging_collector: 'off' }
  const args = Object.entries({ ...settings, ...fixed }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = startChild({
    service: 'PostgreSQL',
    command: join(bin, 'postgres'),
    args: ['-D', data, ...args],
    folder: place.path,
    temporary: place.temporary,
    log: join(place.path, 'postgres.log'),
    user: serviceUser(),
    endSignal: signals.fast,
  })
  const url = urlText({ port, database: 'postgres', role: { name: 'postgres', password } })
  await waitUntilReady(child, { ports: [port], answers: () => answers(url) })
  return child
}

interface Parts {
  readonly programs: PostgresPrograms
  readonly cluster: PostgresCluster
  readonly launch: () => Promise<Child>
  readonly place: Folder
}

function serverOf(running: { port: number; child: Child }, { programs, cluster, launch, place }: Parts): PostgresServer {
  const { port } = running
  let child = running.child
  const superuser: Role = { name: 'postgres', password: cluster.password }
  const urlOf = ({ database = 'postgres', role = superuser }: { database?: string; role?: Role }) => urlText({ port, database, role })
  return {
    host: '127.0.0.1',
    port,
    url: urlOf({}),
    bin: programs.bin,
    version: programs.version,
    folder: place.path,
    log: join(place.path, 'postgres.log'),
    isRunning: () => child.isRunning(),
    urlOf,
    async createDatabase(name, { owner = superuser } = {}) {
      await execute(urlOf({}), `CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER ${pg.escapeIdentifier(owner.name)}`)
      return urlOf({ database: name, role: owner })
    },
    async createRole(name, { attributes = [] } = {}) {
      const password = randomBytes(18).toString('base64url')
      await execute(
        urlOf({}),
        `CREATE ROLE ${pg.escapeIdentifier(name)} LOGIN ${attributes.join(' ')} PASSWORD ${pg.escapeLiteral(password)}`,
      )
      return { name, password }
    },
    stop: (mode = 'fast') => child.stop({ signal: signals[mode], withinMs: 30_000 }),
    kill: () => child.kill(),
    async start() {
      if (!child.isRunning()) child = await onceSessionsAreGone(launch)
    },
    async [Symbol.asyncDispose]() {
      await child.stop({ signal: signals.immediate })
      await place[Symbol.asyncDispose]()
    },
  }
}

/** Sessions of a killed server notice its death soon, and until then PostgreSQL refuses to start beside them. */
async function onceSessionsAreGone(launch: () => Promise<Child>): Promise<Child> {
  const until = performance.now() + 10_000
  for (;;) {
    try {
      return await launch()
    } catch (error) {
      if (performance.now() > until || !(error instanceof Error) || !error.message.includes('shared memory block')) throw error
      await sleep(50)
    }
  }
}

function urlText({ port, database, role }: { port: number; database: string; role: Role }): string {
  return `postgres://${encodeURIComponent(role.name)}:${encodeURIComponent(role.password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}

async function answers(url: string): Promise<boolean> {
  return execute(url, 'SELECT 1').then(
    () => true,
    () => false,
  )
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {}) // a session that the server ends is told by the failed statement
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end().catch(() => {})
  }
}
