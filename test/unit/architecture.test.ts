import { glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')

/** Rings from the outermost in; a part may import what stands in a later ring. DESIGN section 3. */
const rings = [
  ['src/main.ts', 'src/sections.ts', 'src/record-place.ts', 'src/actions'],
  ['src/gates', 'src/probes', 'src/traffic'],
  ['src/soroban', 'src/postgres', 'src/sqlite', 'src/github'],
  // What every kind of database shares.
  ['src/database'],
  ['src/core', 'src/config', 'src/record'],
]
const innermost = rings.length - 1

async function imports(folder: string): Promise<{ from: string; to: string }[]> {
  const found: { from: string; to: string }[] = []
  for await (const path of glob(`${folder}/**/*.ts`, { cwd: root })) {
    const text = await readFile(join(root, path), 'utf8')
    for (const match of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      found.push({ from: path, to: normalize(join(dirname(path), match[1] ?? '')) })
    }
  }
  return found
}

function partOf(path: string): { ring: number; part: string } | null {
  for (const [ring, parts] of rings.entries()) {
    const part = parts.find((candidate) => path === candidate || path.startsWith(`${candidate}/`))
    if (part !== undefined) return { ring, part }
  }
  return null
}

test('imports go one way, down the rings, and parts of one ring do not know each other', async () => {
  const all = await imports('src')
  expect(all.length).toBeGreaterThan(100)
  const wrong = all.filter(({ from, to }) => {
    const importer = partOf(from)
    const imported = partOf(to)
    if (importer === null || imported === null) return true
    if (importer.part === imported.part || imported.ring > importer.ring) return false
    // Only the wiring knows the actions; the innermost parts may know each other.
    if (importer.ring === 0 && imported.ring === 0) return importer.part === 'src/actions'
    return !(importer.ring === innermost && imported.ring === innermost)
  })
  expect(wrong).toEqual([])
})

test('the product knows neither the local parts nor the tests', async () => {
  const wrong = (await imports('src')).filter(({ to }) => !to.startsWith('src/'))
  expect(wrong).toEqual([])
})

test('decisions import nothing that touches the outside', async () => {
  const pure = /(planner|decision|judge|soak)\.ts$/
  const all = (await imports('src')).filter(({ from }) => pure.test(from))
  expect(all.length).toBeGreaterThan(0)
  for (const { from } of all) {
    const text = await readFile(join(root, from), 'utf8')
    expect({ from, outside: text.match(/^import (?!type).*'node:(?!crypto|util)[^']*'/gm) }).toEqual({ from, outside: null })
    expect(text).not.toMatch(/process\.env|Date\.now|new Date\(\)|performance\.now|Math\.random/)
  }
})

test('only the wiring reads the process environment, the clock and the network on its own', async () => {
  const allowed = new Set([
    'src/main.ts',
    'src/core/real-world.ts',
    'src/core/actions-runner.ts',
    'src/core/signals.ts',
    'src/core/process.ts',
  ])
  const wrong: string[] = []
  for await (const path of glob('src/**/*.ts', { cwd: root })) {
    const text = (await readFile(join(root, path), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    if (!allowed.has(path) && /process\.env|Date\.now\(|new Date\(\)|Math\.random\(/.test(text)) wrong.push(path)
  }
  expect(wrong).toEqual([])
})
