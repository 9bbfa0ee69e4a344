import { access, constants, open, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Run } from '../core/action.ts'
import { type Place, throwProblems } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import { fileIsAddress, fileMissing, newerFormat, notADatabase, notAFile, notWritable } from './problems.ts'
import { sqliteSection } from './sqlite-section.ts'

/** The database file of an environment. */
export interface DatabaseFile {
  /** As fairlead.yml says it. */
  readonly name: string
  /** Absolute, symbolic links followed: SQLite's own files lie beside this one, and so do ours. */
  readonly path: string
  readonly bytes: number
  /** Permission bits, for copies of it. */
  readonly mode: number
}

/** `SQLite format 3` and a zero byte. https://www.sqlite.org/fileformat2.html#magic_header_string */
const magic = Buffer.from('SQLite format 3\0')
/** 1: rollback journal, 2: write-ahead log. */
const newestFormat = 2

/**
 * Finds the file of section `sqlite` and looks at its first bytes. Has to come before any connection: closing a file that
 * SQLite has open in the same process would drop its locks (https://www.sqlite.org/howtocorrupt.html section 2.2).
 */
export async function findDatabaseFile(
  { config, references }: Pick<Run, 'config' | 'references'>,
  { directory }: Pick<World, 'directory'>,
): Promise<DatabaseFile> {
  const at = config.position('sqlite', 'file')
  const name = references.resolve(config.require(sqliteSection).file, { at })
  if (/^[a-z][a-z+]+:|^:memory:/i.test(name)) throw fileIsAddress({ file: name.replace(/^([a-z+]+:).*@.*$/i, '$1...'), at })
  const path = await realpath(resolve(directory, name)).catch((cause) => {
    throw fileMissing({ file: name, reason: missingText(cause), at, cause })
  })
  const found = await stat(path)
  if (!found.isFile()) throw notAFile({ file: name, found: found.isDirectory() ? 'a folder' : 'no regular file', at })
  throwProblems([...(await headerProblems(path, { name, at })), ...(await accessProblems(path, { name, at }))])
  return { name, path, bytes: found.size, mode: found.mode & 0o777 }
}

async function headerProblems(path: string, { name, at }: { name: string; at: Place | null }) {
  await using file = await open(path, 'r').catch((cause) => {
    throw notWritable({ file: name, reason: `it cannot even be read (${codeOf(cause)})`, at, cause })
  })
  const { bytesRead, buffer } = await file.read(Buffer.alloc(100), 0, 100, 0)
  if (bytesRead === 0) return []
  if (!buffer.subarray(0, magic.length).equals(magic))
    return [notADatabase({ file: name, reason: 'its first bytes are not those of SQLite; it may be encrypted, or something else', at })]
  if (bytesRead < 100) return [notADatabase({ file: name, reason: `it ends after ${bytesRead} bytes`, at })]
  const format = Math.max(buffer[18] ?? 0, buffer[19] ?? 0)
  return format > newestFormat ? [newerFormat({ file: name, format, at })] : []
}

async function accessProblems(path: string, { name, at }: { name: string; at: Place | null }) {
  const refused = async (target: string, mode: number) =>
    access(target, mode).then(
      () => null,
      (cause) => codeOf(cause),
    )
  const own = await refused(path, constants.R_OK | constants.W_OK)
  const folder = await refused(dirname(path), constants.W_OK | constants.X_OK)
  return [
    ...(own === null ? [] : [notWritable({ file: name, reason: `this user may not write it (${own})`, at })]),
    ...(folder === null ? [] : [notWritable({ file: name, reason: `its folder takes no new files (${folder})`, at })]),
  ]
}

function missingText(cause: unknown): string {
  const code = codeOf(cause)
  if (code === 'ENOENT') return 'there is no such file, or it is a link that leads nowhere'
  return code === 'ENOTDIR' ? 'a part of the path is no folder' : code
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown'
}
