import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A git repository in a temporary folder with these files, committed. */
export function workflowRepository(
  files: Readonly<Record<string, string>>,
): Disposable & { folder: string; git: (...argumentsList: string[]) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-repository-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const git = (...argumentsList: string[]) =>
    execFileSync('git', ['-c', 'user.name=A Committer', '-c', 'user.email=committer@example.com', ...argumentsList], {
      cwd: folder,
      encoding: 'utf8',
    }).trim()
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all', '--force')
  git('commit', '--quiet', '--message', 'First')
  return { folder, git, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The workflow file that most tests use. */
export const workflowFile = '.github/workflows/test.yml'
