import { createHash } from 'node:crypto'
import { access, chown, constants, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place, Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { lastWords } from '../../database/last-words.ts'
import type { DatabaseAddress } from '../address.ts'
import type { ClientPrograms } from '../client-programs.ts'
import { connect } from '../connection.ts'
import type { Database } from '../database.ts'
import { identifier } from '../quoting.ts'
import { embeddedServerFailed, serverProgramsMissing } from './backup-problems.ts'

/** A PostgreSQL of this machine that lives as long as its scope and listens on a socket in a folder of its own. */
export interface EmbeddedServer extends AsyncDisposable {
  /** Of its superuser. A secret. */
  readonly address: DatabaseAddress
}

const superuser = 'fairlead'
/** PostgreSQL refuses root, which a job in a container usually is: then it runs as nobody. */
const nobody = 65_534
/** What is restored here is dropped again, so that nothing has to survive a crash. */
const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', wal_level: 'minimal', max_wal_senders: '0' }

/** What keeps the programs in a folder from starting a server, or null. */
export async function serverProgramsProblem({ folder, major }: ClientPrograms, { at }: { at: Place | null }): Promise<Problem | null> {
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (!found) return serverProgramsMissing({ folder, program, major, at })
  }
  return null
}

/**
 * Starts an empty server of the same version beside the job, with the roles of the live one, none of which may log in.
 * What a killed run left of it is ended and removed first. Problem `postgres/embedded-server-failed`.
 */
export async function startEmbeddedServer(
  { programs, database }: { programs: ClientPrograms; database: Database },
  world: Pick<World, 'processes' | 'environment' | 'randomBytes' | 'write'>,
): Promise<EmbeddedServer> {
  const folder = join(
    parentFolder(world),
    `fairlead-server-${createHash('sha256').update(`${database.server.systemIdentifier} ${database.name}`).digest('hex').slice(0, 8)}`,
  )
  const data = join(folder, 'data')
  const run = async (program: string, ...options: string[]) => {
    const path = join(programs.folder, program)
    const asNobody = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', path]
    return world.processes.run(isRoot() ? 'setpriv' : path, [...(isRoot() ? asNobody : []), ...options], {
      directory: '/',
      environment: { LC_ALL: 'C.UTF-8' },
    })
  }
  const must = async (program: string, ...options: string[]) => {
    const finished = await run(program, ...options)
    if (finished.exitCode !== 0) throw embeddedServerFailed({ program, exitCode: finished.exitCode, tail: lastWords(finished) })
  }
  const stop = async () => {
    await run('pg_ctl', 'stop', '--pgdata', data, '--mode', 'immediate', '--silent')
    await rm(folder, { recursive: true, force: true })
  }
  await stop()
  const password = Buffer.from(world.randomBytes(18)).toString('base64url')
  const address: DatabaseAddress = {
    host: folder,
    port: 5432,
    user: superuser,
    password,
    database: 'postgres',
    tls: 'disable',
    rootCertificate: null,
  }
  try {
    await mkdir(folder, { mode: 0o700 })
    const passwordFile = join(folder, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (isRoot()) for (const path of [folder, passwordFile]) await chown(path, nobody, nobody)
    await must(
      'initdb',
      '--pgdata',
      data,
      '--username',
      superuser,
      '--auth',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--no-sync',
    )
    await rm(passwordFile)
    const given = { ...settings, listen_addresses: '', port: address.port, unix_socket_directories: folder }
    const options = Object.entries(given).map(([name, value]) => `-c ${name}='${value}'`)
    await must('pg_ctl', 'start', '--pgdata', data, '--log', join(folder, 'log'), '--wait', '--silent', '--options', options.join(' '))
    await createRoles(address, database)
  } catch (thrown) {
    await stop()
    throw thrown
  }
  return { address, [Symbol.asyncDispose]: () => world.write('end embedded server', stop, { evenWhenCancelled: true }) }
}

/** Owners and those who have rights must be there, or a strict restore ends at the first of them. */
async function createRoles(address: DatabaseAddress, database: Database): Promise<void> {
  const roles = await database.maintenance.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> $1 ORDER BY 1`,
    [superuser],
  )
  await using session = await connect(address, {
    database: address.database,
    application: 'fairlead restore',
    purpose: 'the embedded server',
  })
  for (const { name } of roles) await session.query(`CREATE ROLE ${identifier(name)}`)
}

/** Nobody may not pass through the folders that a job has to itself. */
function parentFolder({ environment }: Pick<World, 'environment'>): string {
  return isRoot() ? '/tmp' : (environment['RUNNER_TEMP'] ?? environment['TMPDIR'] ?? tmpdir())
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}
