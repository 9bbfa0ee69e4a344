import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { serviceFolder, serviceUser, startChild, waitUntilReady } from '../../local/services/child.ts'
import { freePort } from '../../local/services/ports.ts'
import type { PostgresServer, Role } from '../../local/services/postgres.ts'
import { findProgram } from '../../local/services/programs.ts'

export interface Pooler extends AsyncDisposable {
  urlOf(connection: { database: string; role: Role }): string
}

/** PgBouncer in transaction mode in front of a server, knowing all its databases; null where it is not installed. */
export async function startPgBouncer(server: PostgresServer, roles: readonly Role[]): Promise<Pooler | null> {
  const program = await findProgram('pgbouncer')
  if (program === null) return null
  const place = await serviceFolder('pgbouncer', null, serviceUser())
  const port = await freePort()
  const users = join(place.path, 'users.txt')
  const configuration = join(place.path, 'pgbouncer.ini')
  await writeFile(users, roles.map(({ name, password }) => `"${name}" "${password}"\n`).join(''), { mode: 0o644 })
  await writeFile(
    configuration,
    [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port}`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =`,
      `auth_type = scram-sha-256\nauth_file = ${users}`,
      'pool_mode = transaction\nmax_client_conn = 300\ndefault_pool_size = 10',
      '',
    ].join('\n'),
    { mode: 0o644 },
  )
  const child = startChild({
    service: 'PgBouncer',
    command: program,
    args: [configuration],
    folder: place.path,
    temporary: place.temporary,
    log: join(place.path, 'pgbouncer.log'),
    user: serviceUser(),
  })
  const urlOf: Pooler['urlOf'] = ({ database, role }) => `postgres://${role.name}:${role.password}@127.0.0.1:${port}/${database}`
  const [role] = roles
  if (role === undefined) throw new TypeError('a pooler needs a role')
  await waitUntilReady(child, { ports: [port], answers: () => answers(urlOf({ database: 'postgres', role })) })
  return {
    urlOf,
    async [Symbol.asyncDispose]() {
      await child.stop()
      await place[Symbol.asyncDispose]()
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
