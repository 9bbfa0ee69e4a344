import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runProgram, type User } from './child.ts'
import { programMissing } from './problems.ts'
import { findProgram, versionFolders } from './programs.ts'

/** The binaries of one PostgreSQL on this machine. */
export interface PostgresPrograms {
  /** Folder of initdb, postgres, pg_dump and so on. */
  readonly bin: string
  /** `15.18`. */
  readonly version: string
}

/** The binaries in the given folder; else of pg_config; else the newest in a distribution's folder; else on PATH. Throws `services/program-missing`. */
export async function findPostgres(given: string | null = null): Promise<PostgresPrograms> {
  const folders = given === null ? await usualFolders() : [given]
  const complete = folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))))
  if (complete === undefined) throw programMissing({ program: 'initdb', searched: folders, package: 'postgresql' })
  const told = await runProgram({
    service: 'PostgreSQL',
    command: join(complete, 'postgres'),
    args: ['--version'],
    folder: '/',
    user: null,
  })
  return { bin: complete, version: /\d+(\.\d+)*/.exec(told)?.[0] ?? 'unknown' }
}

async function usualFolders(): Promise<string[]> {
  const pgConfig = await findProgram('pg_config')
  const told =
    pgConfig === null
      ? ''
      : await runProgram({ service: 'pg_config', command: pgConfig, args: ['--bindir'], folder: '/', user: null }).catch(() => '')
  const versioned = [...(await versionFolders('/usr/lib/postgresql')), ...(await versionFolders('/opt/homebrew/opt'))].map((folder) =>
    join(folder, 'bin'),
  )
  const onPath = await findProgram('initdb')
  return [told.trim(), ...versioned, ...(onPath === null ? [] : [dirname(onPath)])].filter((folder) => folder !== '')
}

/** A cluster on disk: `data` and, beside it, the password of the superuser `postgres`. */
export interface PostgresCluster {
  readonly data: string
  readonly password: string
}

/** Opens the cluster in a folder, or makes one: a copy of this machine's template with an identifier of its own. */
export async function openCluster(
  programs: PostgresPrograms,
  { folder, user }: { folder: string; user: User | null },
): Promise<PostgresCluster> {
  const cluster = join(folder, 'cluster')
  if (!existsSync(join(cluster, 'data', 'PG_VERSION'))) {
    await rm(cluster, { recursive: true, force: true })
    await runProgram({ service: 'PostgreSQL', command: 'cp', args: ['-Rp', await template(programs, user), cluster], folder, user })
    await giveOwnIdentifier(programs, { data: join(cluster, 'data'), folder, user })
  }
  return { data: join(cluster, 'data'), password: await readFile(join(cluster, 'password'), 'utf8') }
}

/**
 * initdb takes a second, a copy of its result a tenth. Made aside and renamed, so that of several makers one wins and
 * the others use its template. One for each version and user; a folder that is not the user's is never trusted.
 */
async function template({ bin, version }: PostgresPrograms, user: User | null): Promise<string> {
  const uid = user?.uid ?? process.getuid?.() ?? 0
  const path = join(tmpdir(), `fairlead-postgres-template-1-${version}-${uid}`)
  if (await isOwn(path, uid)) return path

  const aside = await mkdtemp(`${path}-`)
  const password = randomBytes(18).toString('base64url')
  await writeFile(join(aside, 'password'), password, { mode: 0o600 })
  if (user !== null) await Promise.all([aside, join(aside, 'password')].map((entry) => chown(entry, user.uid, user.gid)))
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
  const options = [
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${join(aside, 'password')}`,
    '--encoding=UTF8',
    `--locale=${locale}`,
  ]
  const args = [`--pgdata=${join(aside, 'data')}`, ...options, '--wal-segsize=1', '--no-sync', '--no-instructions']
  await runProgram({ service: 'PostgreSQL', command: join(bin, 'initdb'), args, folder: aside, user })
  await chmod(aside, 0o700)
  const won = await rename(aside, path).then(
    () => true,
    () => false,
  )
  if (won) return path
  if (!(await isOwn(path, uid))) return aside
  await rm(aside, { recursive: true, force: true })
  return path
}

async function isOwn(path: string, uid: number): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0,
    () => false,
  )
}

/**
 * The system identifier tells databases of two servers apart, so copies must not share it. It is the first 8 bytes of
 * the control file (src/include/catalog/pg_control.h); pg_resetwal --force then writes the checksum and a WAL that match.
 */
async function giveOwnIdentifier(
  { bin }: PostgresPrograms,
  { data, folder, user }: { data: string; folder: string; user: User | null },
): Promise<void> {
  const identifier = randomBytes(8).map((byte) => byte & 0x7f) // read as a signed number by tools: never negative, whatever the byte order
  await using control = await open(join(data, 'global', 'pg_control'), 'r+')
  await control.write(identifier, 0, identifier.length, 0)
  await control.close()
  await runProgram({ service: 'PostgreSQL', command: join(bin, 'pg_resetwal'), args: ['--force', '-D', data], folder, user })
}
