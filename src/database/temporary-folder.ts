import { createHash } from 'node:crypto'
import { lstat, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from '../core/world.ts'
import { temporaryFolderUnsafe } from './backup-problems.ts'

/** A folder that only we can enter; gone with its scope. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string
}

/**
 * The folder for the plain archive of one release. Its name is the same in every attempt, so that what a killed run
 * left in it is removed by the next.
 */
export async function temporaryFolder(of: string, { environment }: Pick<World, 'environment'>): Promise<TemporaryFolder> {
  const parent = environment['RUNNER_TEMP'] ?? environment['TMPDIR'] ?? tmpdir()
  const path = join(parent, `fairlead-${createHash('sha256').update(of).digest('hex').slice(0, 16)}`)
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { mode: 0o700, recursive: true })
  const { uid, mode } = await lstat(path)
  // In a shared /tmp another user may have been quicker.
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw temporaryFolderUnsafe({ path })
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
