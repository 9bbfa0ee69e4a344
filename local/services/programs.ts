import { constants } from 'node:fs'
import { access, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Folders that often hold servers but are on the PATH of root only. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin']

/** The path of a program on PATH or in a system folder; null when there is none. */
export async function findProgram(name: string, folders: readonly string[] = []): Promise<string | null> {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const folder of [...folders, ...onPath, ...systemFolders]) {
    const path = join(folder, name)
    if (await isExecutable(path)) return path
  }
  return null
}

/** The folders inside a folder, newest version first by their number; none when it does not exist. */
export async function versionFolders(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a)).map((name) => join(folder, name))
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
