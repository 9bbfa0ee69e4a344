import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Problem } from '../core/problem.ts'
import { migrationDuplicate, migrationFolderUnusable, migrationName } from './migration-problems.ts'

/** One file of a folder of migrations, read as sqlx reads it. */
export interface SqlFile {
  readonly version: bigint
  /** The name without version and ending, with spaces for underscores. */
  readonly description: string
  readonly direction: 'up' | 'down'
  /** From the working directory. */
  readonly path: string
  readonly bytes: Buffer
  /** SHA-384 of the bytes, hex. */
  readonly checksum: string
  /** False: its very first bytes are `-- no-transaction`. */
  readonly inTransaction: boolean
}

const endings = [
  ['.up.sql', 'up'],
  ['.down.sql', 'down'],
  ['.sql', 'up'],
] as const

/** Reads the folder, sorted by version, with every problem of its names. Folders in it and files that are no .sql are left alone. */
export async function readSqlFiles(
  folder: string,
  directory: string,
): Promise<{ files: readonly SqlFile[]; problems: readonly Problem[] }> {
  const absolute = resolve(directory, folder)
  const found = await readdir(absolute, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => cause)
  const unusable = (reason: string) => ({ files: [], problems: [migrationFolderUnusable({ folder, reason })] })
  if (found instanceof Error) return unusable(found.code === 'ENOENT' ? 'there is no such folder' : (found.code ?? found.message))
  const names = found.flatMap((entry) => (entry.isFile() && /\.sql$/i.test(entry.name) ? [entry.name] : [])).sort()
  if (names.length === 0) return unusable('it holds no .sql file')
  const problems: Problem[] = []
  const files: SqlFile[] = []
  for (const name of names) {
    const path = join(folder, name)
    const read = readName(name)
    if (read === null) problems.push(migrationName({ file: name, hint: hintFor(name), at: { file: path, line: null, column: null } }))
    else files.push({ ...read, path, ...contentOf(await readFile(join(absolute, name))) })
  }
  files.sort((one, other) => (one.version < other.version ? -1 : one.version > other.version ? 1 : 0))
  return { files, problems: [...problems, ...duplicates(files)] }
}

/** Version, description and direction of a file name, or null where sqlx would pass over it or stop. */
export function readName(name: string): Pick<SqlFile, 'version' | 'description' | 'direction'> | null {
  const match = /^([+-]?\d+)_(.*)$/s.exec(name)
  const [ending, direction] = endings.find(([end]) => name.endsWith(end)) ?? [null, null]
  if (match === null || ending === null) return null
  const version = BigInt((match[1] ?? '').replace('+', ''))
  if (BigInt.asIntN(64, version) !== version) return null
  let description = match[2] ?? ''
  // As Rust's trim_end_matches: the ending is taken off as often as it is there.
  while (description.endsWith(ending)) description = description.slice(0, -ending.length)
  return { version, description: description.replaceAll('_', ' '), direction }
}

/** Of several files of one version and direction, every one after the first. */
function duplicates(files: readonly SqlFile[]): Problem[] {
  return files.flatMap(({ version, direction, path }, index) => {
    const first = files.findIndex((other) => other.version === version && other.direction === direction)
    if (first === index) return []
    const other = files[first]?.path.split('/').at(-1) ?? ''
    return [migrationDuplicate({ version: String(version), other, at: { file: path, line: null, column: null } })]
  })
}

function contentOf(bytes: Buffer): Pick<SqlFile, 'bytes' | 'checksum' | 'inTransaction'> {
  return {
    bytes,
    checksum: createHash('sha384').update(bytes).digest('hex'),
    inTransaction: !bytes.subarray(0, noTransaction.length).equals(noTransaction),
  }
}

const noTransaction = Buffer.from('-- no-transaction')

/** Names of the usual other tools, put right: V2__seats.sql of Flyway, 002-seats.sql. */
function hintFor(name: string): string {
  const match = /^[vV]?(\d+)[_.\- ]*(.*)\.sql$/i.exec(name)
  const description = (match?.[2] ?? '').replaceAll(/[^A-Za-z0-9.]+/g, '_')
  return match === null || description === '' ? '' : ` Did you mean "${match[1]}_${description}.sql"?`
}
