import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** sha256 of the names and contents of all migration files, or null where the configuration names no folder or it is not there. */
export async function migrationsDigest(folder: string | null, workingDirectory: string): Promise<string | null> {
  if (folder === null) return null
  const absolute = resolve(workingDirectory, folder)
  const found = await readdir(absolute, { recursive: true, withFileTypes: true }).catch(() => null)
  if (found === null) return null
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const path of paths.sort()) {
    hash
      .update(`${path.slice(absolute.length)}\n`)
      .update(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      )
      .update('\n')
  }
  return hash.digest('hex')
}
