import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../core/world.ts'
import { lastWords } from '../../database/last-words.ts'
import type { ClientPrograms } from '../client-programs.ts'
import { restoreFailed } from './backup-problems.ts'

/** A plain directory archive and the sha256 (hex) of each of its files. */
export interface Archive {
  readonly folder: string
  readonly hashes: ReadonlyMap<string, string>
}

/** How many lines of a schema are named when it differs. */
const namedLines = 3

/**
 * Where the dump of a restored copy is not the dump that it was restored from: by the bytes of every table and large
 * object, and by the text of everything else. Empty: dump and restore have reached a fixed point, which is the strongest
 * proof a backup can give. Both archives must be made by the same programs.
 */
export async function fixedPointDifferences(
  { programs, first, second }: { programs: ClientPrograms; first: Archive; second: Archive },
  world: Pick<World, 'processes'>,
): Promise<string[]> {
  const [one, other] = await Promise.all([readArchive(first, programs, world), readArchive(second, programs, world)])
  return [...dataDifferences(one.data, other.data), ...textDifferences(one.schema, other.schema)]
}

interface ArchiveContent {
  /** What is stored -> the hashes of its bytes. */
  readonly data: ReadonlyMap<string, string>
  readonly schema: readonly string[]
}

async function readArchive(
  { folder, hashes }: Archive,
  programs: ClientPrograms,
  { processes }: Pick<World, 'processes'>,
): Promise<ArchiveContent> {
  const program = join(programs.folder, 'pg_restore')
  const listed = await processes.run(program, ['--list', folder])
  if (listed.exitCode !== 0) throw restoreFailed({ exitCode: listed.exitCode, tail: lastWords(listed) })
  const entries = listed.stdout.split('\n').map(readEntry)
  const list = `${folder}.schema-list`
  await writeFile(list, entries.flatMap(({ line, isData }) => (isData ? [] : [line])).join('\n'), { mode: 0o600 })
  const text = await processes.run(program, [`--use-list=${list}`, '--file=-', folder])
  if (text.exitCode !== 0) throw restoreFailed({ exitCode: text.exitCode, tail: lastWords(text) })
  return { data: dataOf(entries, hashes), schema: settledText(text.stdout).split('\n') }
}

interface Entry {
  readonly line: string
  /** Number of the entry, which is the name of its file; differs from dump to dump. */
  readonly id: string
  readonly what: string
  readonly isData: boolean
}

/** `3790; 0 16412 TABLE DATA public flights app`: number, two oids, what it is. */
function readEntry(line: string): Entry {
  const [, id = '', what = ''] = /^(\d+); \d+ \d+ (.*)$/.exec(line) ?? []
  return { line, id, what, isData: /^(TABLE DATA|BLOBS) /.test(what) }
}

function dataOf(entries: readonly Entry[], hashes: ReadonlyMap<string, string>): Map<string, string> {
  const whatOf = new Map(entries.filter(({ isData }) => isData).map(({ id, what }) => [id, what]))
  const data = new Map<string, string>()
  for (const [file, hash] of hashes) {
    // Tables of content: their entries are compared one by one, their numbers are of one dump only.
    if (file === 'toc.dat' || file.endsWith('.toc')) continue
    const [stem = ''] = file.split('.')
    // Large objects keep their oid, which is in the name of their file.
    const what = stem.startsWith('blob_') ? `large object ${stem.slice('blob_'.length)}` : (whatOf.get(stem) ?? file)
    // Names may hold blanks, so two tables can read alike: all of a kind are compared together.
    data.set(what, [...(data.get(what)?.split(' ') ?? []), hash].sort().join(' '))
  }
  return data
}

function dataDifferences(first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): string[] {
  return [...new Set([...first.keys(), ...second.keys()])]
    .filter((what) => first.get(what) !== second.get(what))
    .map((what) => `${what}: the dump of the copy has other bytes`)
}

function textDifferences(first: readonly string[], second: readonly string[]): string[] {
  const [inFirst, inSecond] = [new Set(first), new Set(second)]
  const lost = first.filter((line) => !inSecond.has(line))
  const gained = second.filter((line) => !inFirst.has(line))
  if (first.join('\n') === second.join('\n')) return []
  if (lost.length + gained.length === 0) return ['the schema: the dump of the copy has another order']
  return [...lost.map((line) => `the schema: "${line.trim()}"`), ...gained.map((line) => `the schema of the copy: "${line.trim()}"`)].slice(
    0,
    namedLines,
  )
}

/** The text without what differs from one print to the next: the random key of psql, and two ways to print one expression. */
function settledText(text: string): string {
  return text.replaceAll(/^\\(un)?restrict .*$/gm, '').replaceAll(castOfArray, (_, items: string, type: string) => {
    const cast = [...items.matchAll(castItem)].map(([item]) => `(${item})::${type}`)
    return `ARRAY[${cast.join(', ')}]`
  })
}

/**
 * `state IN ('a', 'b')` of a varchar is printed as the cast of an array, and once that was read again as an array of
 * casts; PostgreSQL's parser pushes the cast of a written array down to its items (transformArrayExpr in parse_expr.c).
 */
const castItem = /E?'(?:[^']|'')*'::[a-z ]+(?:\(\d+\))?/g
const castOfArray = new RegExp(String.raw`\(ARRAY\[((?:${castItem.source}(?:, )?)+)\]\)::([a-z ]+)\[\]`, 'g')
