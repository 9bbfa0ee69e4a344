import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { problemsOf } from '../../src/core/problem.ts'
import { notARepository } from './problems.ts'

/** Whether the folder is the top of a git repository of its own, and not only inside of one. */
export async function isRepository(folder: string): Promise<boolean> {
  try {
    return realpathSync((await git(folder, ['rev-parse', '--show-toplevel'])).trim()) === realpathSync(folder)
  } catch (thrown) {
    if (problemsOf(thrown) !== null) return false
    throw thrown
  }
}

/** The commit that is checked out. */
export async function headOf(folder: string): Promise<string> {
  return (await git(folder, ['rev-parse', 'HEAD'])).trim()
}

/** Whether tracked files differ from the commit that is checked out. */
export async function hasChanges(folder: string): Promise<boolean> {
  return (await git(folder, ['status', '--porcelain', '--untracked-files=no'])).trim() !== ''
}

/** What `actions/checkout` leaves: the committed files of one commit, and its history. */
export async function checkOut(options: { repository: string; commit: string; into: string; origin: string }): Promise<void> {
  const { repository, commit, into, origin } = options
  mkdirSync(into, { recursive: true })
  await git(into, ['clone', '--quiet', '--shared', '--no-checkout', repository, '.'])
  await git(into, ['checkout', '--quiet', '--detach', commit])
  // A push from a rehearsal must not reach the repository it came from.
  await git(into, ['remote', 'set-url', 'origin', origin])
}

/** The files of a folder that is no repository, as `actions/checkout` would leave them. */
export function copyFiles(folder: string, into: string): void {
  mkdirSync(into, { recursive: true })
  cpSync(folder, into, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/(^|\/)(node_modules|\.git)$/.test(path.slice(folder.length)),
  })
}

/**
 * What a job downloads of an action's repository: its files as they are in the working tree now, without ignored ones and
 * without those that `.gitattributes` marks `export-ignore`. The repository itself is not written to.
 */
export async function extractArchive({ repository, into }: { repository: string; into: string }): Promise<void> {
  const scratch = `${into}.git`
  mkdirSync(join(scratch, 'objects'), { recursive: true })
  mkdirSync(into, { recursive: true })
  const [index = '', objects = ''] = (
    await git(repository, ['rev-parse', '--path-format=absolute', '--git-path', 'index', '--git-path', 'objects'])
  ).split('\n')
  if (existsSync(index)) cpSync(index, join(scratch, 'index'))
  const apart = {
    GIT_INDEX_FILE: join(scratch, 'index'),
    GIT_OBJECT_DIRECTORY: join(scratch, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
  }
  await git(repository, ['add', '--all'], apart)
  const tree = (await git(repository, ['write-tree'], apart)).trim()
  const archive = join(scratch, 'archive.tar')
  await git(repository, ['archive', '--format=tar', '--worktree-attributes', `--output=${archive}`, tree], apart)
  await run('tar', ['-x', '-f', archive, '-C', into], { folder: repository })
  rmSync(scratch, { recursive: true })
}

function git(folder: string, argumentsList: string[], environment: Record<string, string> = {}): Promise<string> {
  return run('git', argumentsList, { folder, environment })
}

async function run(
  program: string,
  argumentsList: string[],
  { folder, environment = {} }: { folder: string; environment?: Record<string, string> },
) {
  try {
    const { stdout } = await promisify(execFile)(program, argumentsList, {
      cwd: folder,
      env: { ...gitEnvironment(), ...environment },
      maxBuffer: 2 ** 28,
    })
    return stdout
  } catch (cause) {
    const reason = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() || cause.message : String(cause)
    throw notARepository({ folder, reason, cause })
  }
}

function gitEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' }
}
