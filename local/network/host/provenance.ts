/** Which sources the committed modules of the host were built from, and whether these are still the sources here. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const hostFolder = dirname(fileURLToPath(import.meta.url))
export const repositoryFolder = resolve(hostFolder, '../../..')

/** Those that the crate has a feature for, oldest first. */
export const protocols = [27, 28] as const
export type Protocol = (typeof protocols)[number]

export interface Build {
  name: `p${number}-${'plain' | 'recording'}`
  features: string
}

export const builds: readonly Build[] = protocols.flatMap((protocol) => [
  { name: `p${protocol}-plain`, features: `p${protocol}` },
  { name: `p${protocol}-recording`, features: `p${protocol}-recording` },
])

export function blobName(build: Pick<Build, 'name'>): string {
  return `soroban-host-${build.name}.wasm`
}

export interface Provenance {
  rustc: string
  /** sha256 over names and contents of all sources. */
  sources: string
  /** File name to sha256. */
  blobs: Record<string, string>
}

/** True when the committed modules are what the record says, and were built from the sources as they are now. */
export function hostIsFresh(): boolean {
  const recorded = JSON.parse(readFileSync(recordPath, 'utf8')) as Provenance
  return recorded.sources === hashOfSources() && builds.every((build) => recorded.blobs[blobName(build)] === hashOfBlob(build))
}

export function writeProvenance(rustc: string): void {
  const blobs = Object.fromEntries(builds.map((build) => [blobName(build), hashOfBlob(build)]))
  const provenance: Provenance = { rustc, sources: hashOfSources(), blobs }
  writeFileSync(recordPath, `${JSON.stringify(provenance, null, 2)}\n`)
}

const recordPath = join(hostFolder, 'provenance.json')

function hashOfBlob(build: Build): string {
  return createHash('sha256')
    .update(readFileSync(join(hostFolder, blobName(build))))
    .digest('hex')
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const path of sourcePaths()) {
    hash.update(`${relative(repositoryFolder, path).split(sep).join('/')}\0`)
    hash.update(readFileSync(path))
    hash.update('\0')
  }
  return hash.digest('hex')
}

function sourcePaths(): string[] {
  const rust = ['src', 'getrandom-stub/src'].flatMap((folder) =>
    readdirSync(join(hostFolder, folder))
      .filter((name) => name.endsWith('.rs'))
      .sort()
      .map((name) => join(hostFolder, folder, name)),
  )
  const manifests = ['Cargo.toml', 'Cargo.lock', 'getrandom-stub/Cargo.toml'].map((name) => join(hostFolder, name))
  const scripts = ['build-host.ts', 'build-sysroot.sh'].map((name) => join(repositoryFolder, 'scripts', name))
  return [...manifests, ...rust, ...scripts]
}
