import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noRecording } from './problems.ts'

/** A scenario and the folder that holds its file. */
export interface Scenario {
  folder: string
  id: string
  name: string
}

export interface Recordings extends Disposable {
  readonly scenarios: readonly Scenario[]
}

/** The scenarios of archives and folders. Archives are unpacked into a folder that is gone in the end. Throws the Problem noRecording. */
export function openRecordings(paths: readonly string[]): Recordings {
  const temporary: string[] = []
  const close = () => {
    for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const scenarios = paths.flatMap((path) => scenariosIn(path, folderOf(path, temporary)))
    return { scenarios, [Symbol.dispose]: close }
  } catch (error) {
    close()
    throw error
  }
}

function folderOf(path: string, temporary: string[]): string {
  if (!existsSync(path)) throw noRecording({ path, found: 'does not exist' })
  if (statSync(path).isDirectory()) return path
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  temporary.push(folder)
  try {
    execFileSync('tar', ['-xf', path, '-C', folder], { stdio: 'pipe' })
  } catch (cause) {
    throw noRecording({ path, found: 'cannot be unpacked', cause })
  }
  return folder
}

function scenariosIn(path: string, folder: string): Scenario[] {
  const inside = readdirSync(folder)
    .filter((name) => /^p\d+$/.test(name))
    .map((name) => join(folder, name))
  const indexed = [folder, ...inside.sort()].filter((part) => existsSync(join(part, 'index.json')))
  if (indexed.length === 0) throw noRecording({ path, found: 'holds no index.json' })
  return indexed.flatMap((part) => readIndex(part))
}

function readIndex(folder: string): Scenario[] {
  const path = join(folder, 'index.json')
  const index = parse(path)
  if (index === null) throw noRecording({ path, found: 'is not an index of scenarios' })
  const missing = Object.keys(index).filter((id) => !existsSync(join(folder, `${id}.xdr`)))
  if (missing.length > 0) throw noRecording({ path, found: `names scenarios without a file: ${missing.join(', ')}` })
  return Object.entries(index).map(([id, { name }]) => ({ folder, id, name }))
}

function parse(path: string): Record<string, { name: string }> | null {
  try {
    const index: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isIndex(index) ? index : null
  } catch {
    return null
  }
}

function isIndex(index: unknown): index is Record<string, { name: string }> {
  if (typeof index !== 'object' || index === null || Array.isArray(index)) return false
  return Object.values(index).every(
    (one: unknown) => typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string',
  )
}
