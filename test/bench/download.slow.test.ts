import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { actionNames } from '../../scripts/manifests.ts'
import { percentile } from '../../src/core/statistics.ts'

const root = join(import.meta.dirname, '..', '..')

test('what a job downloads is at most 1.5 MB compressed, and holds no source', () => {
  const archive = (format: string) =>
    execFileSync('git', ['archive', `--format=${format}`, 'HEAD'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  const bytes = archive('tar.gz').length
  console.log(`download: ${bytes} bytes`)
  expect(bytes).toBeLessThanOrEqual(1_500_000)
  const files = execFileSync('tar', ['-t'], { input: archive('tar') })
    .toString()
    .split('\n')
  expect(files).toEqual(expect.arrayContaining(['action.yml', 'dist/index.js', ...actionNames.map((name) => `actions/${name}/action.yml`)]))
  expect(files.filter((file) => /^(src|test|local|examples|scripts|\.github)\//.test(file))).toEqual([])
})

test('an unknown input is told within five times the start of an empty Node', () => {
  const empty = join(mkdtempSync(join(tmpdir(), 'fairlead-empty-')), 'empty.mjs')
  writeFileSync(empty, '')
  const milliseconds = (script: string, env: Record<string, string>) => {
    const started = performance.now()
    const { status } = spawnSync(process.execPath, [script], { env })
    return { took: performance.now() - started, status }
  }
  // In turn, so that both feel the same machine.
  const rounds = Array.from({ length: 9 }, (_, round) => {
    const name = actionNames[round % actionNames.length] ?? ''
    const told = milliseconds(join(root, 'dist', `${name}.js`), { INPUT_ENVIROMENT: 'production' })
    expect(told.status).toBe(1)
    return told.took / milliseconds(empty, {}).took
  })
  const ratio = percentile(rounds, 0.5)
  console.log(`unknown input: ${ratio.toFixed(1)} times the start of an empty Node`)
  expect(ratio).toBeLessThanOrEqual(5)
})
