import { cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Release } from './action.ts'
import type { World } from './world.ts'

/**
 * Makes the release folder from the checkout, whole or not at all: copied beside, then renamed. A folder that is
 * there already is kept as it is. Returns whether it was made.
 */
export async function makeReleaseFolder(release: Release, { directory, write }: Pick<World, 'directory' | 'write'>): Promise<boolean> {
  if (await exists(release.directory)) return false
  await write('release folder', async () => {
    const draft = join(dirname(release.directory), `.${basename(release.directory)}.draft`)
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { recursive: true })
    for (const path of release.copy) {
      await mkdir(dirname(join(draft, path)), { recursive: true })
      await cp(join(directory, path), join(draft, path), { recursive: true, verbatimSymlinks: true })
    }
    await rename(draft, release.directory)
  })
  return true
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
