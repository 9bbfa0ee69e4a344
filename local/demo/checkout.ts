import { execFile } from 'node:child_process'
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseDocument } from 'yaml'

const execute = promisify(execFile)

/** A git repository of the Traqora system, as its team would have it. */
export interface Checkout {
  readonly folder: string
  /** Lays an upgrade over the files and commits it. Returns the commit. */
  commitUpgrade(name: string): Promise<string>
  readonly firstCommit: string
}

/**
 * Makes the repository from the example. `rehearsal` is what this machine has, laid into that environment of
 * fairlead.yml; installed packages are linked, so that nothing is downloaded.
 */
export async function makeCheckout({
  example,
  folder,
  packages,
  rehearsal,
}: {
  example: string
  folder: string
  packages: string
  rehearsal: Readonly<Record<string, unknown>>
}): Promise<Checkout> {
  const skipped = [join(example, 'upgrades'), join(example, 'node_modules'), join(example, 'contracts', 'target')]
  await cp(example, folder, { recursive: true, filter: (source) => !skipped.includes(source) })
  await symlink(packages, join(folder, 'node_modules'))
  await layRehearsal(join(folder, 'fairlead.yml'), rehearsal)
  const git = gitIn(folder)
  await git('init', '--quiet', '--initial-branch=main')
  const firstCommit = await commit(git, 'The first release')
  return {
    folder,
    firstCommit,
    async commitUpgrade(name) {
      await cp(join(example, 'upgrades', name), folder, { recursive: true })
      return commit(git, `The ${name} release`)
    },
  }
}

/** Comments and order of the file stay as they are. */
async function layRehearsal(path: string, rehearsal: Readonly<Record<string, unknown>>): Promise<void> {
  const document = parseDocument(await readFile(path, 'utf8'))
  const lay = (under: readonly string[], value: unknown): void => {
    if (typeof value !== 'object' || value === null) document.setIn(under, value)
    else for (const [key, inner] of Object.entries(value)) lay([...under, key], inner)
  }
  lay(['environments', 'rehearsal'], rehearsal)
  await writeFile(path, document.toString({ lineWidth: 0 }))
}

type Git = (...argumentsList: string[]) => Promise<string>

function gitIn(folder: string): Git {
  const identity = ['-c', 'user.name=Traqora', '-c', 'user.email=team@traqora.example', '-c', 'commit.gpgsign=false']
  return async (...argumentsList) => (await execute('git', [...identity, ...argumentsList], { cwd: folder })).stdout.trim()
}

async function commit(git: Git, message: string): Promise<string> {
  await git('add', '--all')
  await git('commit', '--quiet', '--message', message)
  return git('rev-parse', 'HEAD')
}
