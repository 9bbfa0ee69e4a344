import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Place } from '../../core/problem.ts'
import { claimedDigests } from './attestation.ts'
import { bundlesUnreadable } from './problems.ts'

/** A bundle as JSON gave it (null: text that is not JSON), and where it is from. */
export interface FoundBundle {
  readonly source: string
  readonly bundle: unknown
}

interface BundlesOf {
  /** Path of the wasm, and of its own bundle file where fairlead.yml names one, from the working directory. */
  readonly wasm: string
  readonly file: string | null
  /** Folder of bundles of many files. */
  readonly folder: string | null
  readonly digest: string
  readonly directory: string
  readonly at: Place | null
}

/**
 * Bundles for one wasm: all of the file that is named, or of the files beside the wasm that have its name; from the
 * folder only those that claim to attest these bytes. Problem `soroban/provenance-bundles` where one cannot be read.
 */
export async function findBundles({ wasm, file, folder, digest, directory, at }: BundlesOf): Promise<readonly FoundBundle[]> {
  const read = (paths: readonly string[]) => readBundles(paths, { directory, at })
  const own = file === null ? await read(await beside({ wasm, digest, directory })) : await read([file])
  if (folder === null) return own
  const shared = await read(await jsonFilesIn({ folder, directory, at }))
  return [...own, ...shared.filter(({ bundle }) => claimedDigests(bundle).includes(digest))]
}

/** The bundles inside a text: one, a list, an answer of GitHub's attestations API, or one a line as `gh attestation download` writes. */
export function bundlesIn(text: string): readonly unknown[] {
  const whole = parsed(text)
  if (whole === null) return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parsed(line)]))
  if (Array.isArray(whole)) return whole
  const { attestations } = whole as { attestations?: unknown }
  return Array.isArray(attestations) ? attestations.map((one) => (one as { bundle?: unknown } | null)?.bundle ?? null) : [whole]
}

async function beside({ wasm, digest, directory }: Pick<BundlesOf, 'wasm' | 'digest' | 'directory'>): Promise<readonly string[]> {
  const stem = basename(wasm, '.wasm')
  const names = [
    ...[`${stem}.wasm`, stem].flatMap((name) => ['.sigstore.json', '.sigstore.jsonl', '.sigstore', '.jsonl'].map((end) => name + end)),
    `sha256:${digest}.jsonl`,
    `sha256-${digest}.jsonl`,
  ]
  const folder = dirname(wasm)
  const there = await readdir(resolve(directory, folder))
  return names.filter((name) => there.includes(name)).map((name) => join(folder, name))
}

async function jsonFilesIn({ folder, directory, at }: { folder: string; directory: string; at: Place | null }): Promise<readonly string[]> {
  const names = await readdir(resolve(directory, folder)).catch((cause: NodeJS.ErrnoException) => {
    throw bundlesUnreadable({ path: folder, reason: cause.code ?? cause.message, at, cause })
  })
  return names
    .filter((name) => /\.(jsonl?|sigstore)$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

async function readBundles(paths: readonly string[], { directory, at }: { directory: string; at: Place | null }) {
  const read = paths.map(async (path) => {
    const file = resolve(directory, path)
    const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw bundlesUnreadable({ path, reason: cause.code ?? cause.message, at, cause })
    })
    return bundlesIn(text).map((bundle): FoundBundle => ({ source: relative(directory, file), bundle }))
  })
  return (await Promise.all(read)).flat()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
