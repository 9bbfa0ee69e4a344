import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Place, Problem } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { clientMajor } from './problems.ts'

/** pg_dump and pg_restore of one version. */
export interface ClientPrograms {
  readonly folder: string
  readonly version: string
  readonly major: number
}

interface Wanted {
  readonly major: number
  /** The only folder to look in, or null for the usual places. */
  readonly folder: string | null
  readonly at: Place | null
}

/**
 * The programs of exactly the server's major. An older pg_dump refuses a newer server; a newer one writes settings that
 * an older server does not know, and a strict restore then ends with no rows at all.
 */
export async function findClientPrograms(
  { major, folder, at }: Wanted,
  world: Pick<World, 'processes' | 'environment'>,
): Promise<{ programs: ClientPrograms | null; problem: Problem | null }> {
  const found: ClientPrograms[] = []
  for (const candidate of folder === null ? await usualFolders(major, world) : [folder]) {
    if (found.some((programs) => programs.folder === candidate)) continue
    const programs = await programsIn(candidate, world)
    if (programs?.major === major) return { programs, problem: null }
    if (programs !== null) found.push(programs)
  }
  const told = found.map(({ version, folder: place }) => `${version} in ${place}`).join(', ')
  return { programs: null, problem: clientMajor({ server: major, found: told === '' ? 'none' : told, at }) }
}

async function usualFolders(major: number, { processes, environment }: Pick<World, 'processes' | 'environment'>): Promise<string[]> {
  const told = await processes.run('pg_config', ['--bindir']).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? [stdout.trim()] : []),
    () => [],
  )
  const path = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return [
    ...told,
    `/usr/lib/postgresql/${major}/bin`,
    `/usr/pgsql-${major}/bin`,
    `/opt/homebrew/opt/postgresql@${major}/bin`,
    // Last: on Debian pg_dump on PATH is a wrapper that picks the highest major installed.
    ...path,
  ]
}

async function programsIn(folder: string, { processes }: Pick<World, 'processes'>): Promise<ClientPrograms | null> {
  const versions: string[] = []
  for (const program of ['pg_dump', 'pg_restore']) {
    const path = join(folder, program)
    if (!(await isExecutable(path))) return null
    const { stdout } = await processes.run(path, ['--version'], { timeoutMs: 10_000 })
    const version = /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(stdout)?.[1]
    if (version === undefined) return null
    versions.push(version)
  }
  const [version = '0', restoring] = versions
  return version === restoring ? { folder, version, major: Number.parseInt(version, 10) } : null
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
