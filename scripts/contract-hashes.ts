import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

export interface ContractHashes {
  /** sha256 over the paths and contents of everything the contract is compiled from. */
  sources: string
  /** sha256 of the committed wasm: the hash the network knows it by. */
  wasm: string
  bytes: number
}

/**
 * Hashes of every contract of a workspace. `layers` are folders laid over each other, the last one wins: a workspace, then the
 * `contracts` folders of its upgrades.
 */
export function contractHashes(layers: string[]): Record<string, ContractHashes> {
  return Object.fromEntries(contractNames(layers).map((name) => [name, hashesOf(name, layers)]))
}

function hashesOf(name: string, layers: string[]): ContractHashes {
  const wasm = readFileSync(topmost(layers, join('wasm', `${name}.wasm`)))
  return { sources: sourcesHash(name, layers), wasm: sha256(wasm), bytes: wasm.length }
}

function sourcesHash(name: string, layers: string[]): string {
  const inputs = ['Cargo.toml', 'Cargo.lock', ...filesUnder('shared', layers), ...filesUnder(name, layers)].sort()
  return sha256(inputs.map((path) => `${path} ${sha256(readFileSync(topmost(layers, path)))}\n`).join(''))
}

function contractNames(layers: string[]): string[] {
  const [workspace = ''] = layers
  return readdirSync(join(workspace, 'wasm'))
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => file.slice(0, -'.wasm'.length))
    .sort()
}

function filesUnder(folder: string, layers: string[]): string[] {
  const found = layers
    .map((layer) => join(layer, folder))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { recursive: true, withFileTypes: true }).map((entry) => ({ entry, path })))
    .filter(({ entry }) => entry.isFile())
    .map(({ entry, path }) => join(folder, join(entry.parentPath, entry.name).slice(path.length + 1)))
  return [...new Set(found)]
}

function topmost(layers: string[], path: string): string {
  const layer = layers.findLast((candidate) => existsSync(join(candidate, path)))
  if (layer === undefined) throw new Error(`${path} is in none of ${layers.join(', ')}`)
  return join(layer, path)
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** `node scripts/contract-hashes.ts WORKSPACE [UPGRADE...]` writes wasm/hashes.json of the last layer. */
if (argv[1] === fileURLToPath(import.meta.url)) {
  const layers = argv.slice(2)
  writeFileSync(join(layers.at(-1) ?? '', 'wasm', 'hashes.json'), `${JSON.stringify(contractHashes(layers), null, 2)}\n`)
}
