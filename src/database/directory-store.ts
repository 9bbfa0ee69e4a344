import { createReadStream, createWriteStream } from 'node:fs'
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { storeNotWritable, storeUnreadable } from './backup-problems.ts'
import type { FileStore } from './file-store.ts'

/** A folder of this machine, or one that is mounted. Everything in it is readable by this user alone. */
export function directoryStore(directory: string, workingDirectory: string): FileStore {
  const root = resolve(workingDirectory, directory)
  const refused = (cause: unknown) => storeNotWritable({ store: directory, reason: codeOf(cause), cause })
  return {
    location: directory,
    async obstacles({ at }) {
      const reason = await refusalOf(root)
      return reason === null ? [] : [storeNotWritable({ store: directory, reason, at })]
    },
    async put(path, content) {
      const [target, draft] = [join(root, path), join(root, `${path}.draft`)]
      try {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 })
        await pipeline(content, createWriteStream(draft, { mode: 0o600, flush: true }))
        await rename(draft, target)
        await syncFolder(dirname(target))
      } catch (cause) {
        await rm(draft, { force: true }).catch(() => {})
        throw isOfFiles(cause) ? refused(cause) : cause
      }
    },
    async get(path) {
      try {
        const file = await open(join(root, path), 'r')
        return createReadStream('', { fd: file })
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
        throw storeUnreadable({ store: directory, reason: codeOf(cause), cause })
      }
    },
    folders: () => readdir(root).catch(() => []),
    async removeFolder(folder, { first }) {
      try {
        await rm(join(root, folder, first), { force: true })
        await rm(join(root, folder), { recursive: true, force: true })
      } catch (cause) {
        throw refused(cause)
      }
    },
  }
}

/** The nearest folder above that is there decides. */
async function refusalOf(root: string): Promise<string | null> {
  for (let path = root; ; path = dirname(path)) {
    try {
      if (!(await stat(path)).isDirectory()) return 'it is, or lies in, something that is no folder'
      await access(path, constants.W_OK | constants.X_OK)
      return null
    } catch (cause) {
      if (codeOf(cause) === 'ENOTDIR') continue
      if (codeOf(cause) !== 'ENOENT' || path === dirname(path)) return codeOf(cause)
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

/** What a file system says; anything else comes from what was being written. */
function isOfFiles(cause: unknown): boolean {
  return ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EFBIG', 'EIO', 'ENOTDIR', 'EPERM'].includes(codeOf(cause))
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown'
}
