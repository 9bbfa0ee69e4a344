import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { faultTable } from '../../../local/network/faults.ts'
import { usage } from '../../../local/network/options.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const page = readFileSync(join(root, 'action-docs', 'local-network.md'), 'utf8')
test('the page tells every fault, with its meaning', () => {
  const [, told = ''] = page.split('## Faults')
  const rows = [...told.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, kind, meaning]) => [kind, meaning])
  expect(rows).toEqual(Object.entries(faultTable).map(([kind, { meaning }]) => [kind, meaning]))
})

test('the page tells every option of the command', () => {
  const options = [...usage.matchAll(/--[a-z-]+/g)].map(([option]) => option)
  expect(options.length).toBeGreaterThan(8)
  for (const option of options) expect(page).toContain(option)
})

test('every TypeScript snippet of the page runs', () => {
  const snippets = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
  expect(snippets.length).toBeGreaterThan(1)
  const folder = join(root, '.fairlead')
  mkdirSync(folder, { recursive: true })
  for (const [index, text] of snippets.entries()) {
    // Beside action-docs, so that its imports lead where they say.
    const file = join(folder, `snippet-${process.pid}-${index}.ts`)
    writeFileSync(file, text)
    try {
      execFileSync(process.execPath, [file], { stdio: 'pipe' })
    } finally {
      rmSync(file)
    }
  }
})
