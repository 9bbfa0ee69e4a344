import { execFile } from 'node:child_process'
import { mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { corpus } from '../../fixtures/policy/corpus.ts'
import { startSystem } from './system.ts'
import { installTools, tools } from './tools.ts'

const installed = await installTools()
/** Where they cannot be installed that is told as skipped, never as passed. */
const testWithTools = installed === null ? test.skip : test

testWithTools.each(tools)(
  '$name: rehearsed, migrated, and the same outputs as of any other tool',
  async ({ configuration, files, applied }) => {
    if (installed === null) throw new Error('the tools are not installed')
    await using system = await startSystem({ ...configuration, rehearse: true })
    await system.remove('node_modules')
    await symlink(join(installed, 'node_modules'), join(system.repository, 'node_modules'))
    for (const [path, text] of Object.entries(files)) await system.write(path, text)
    const run = await system.release()

    expect(run.errors).toEqual([])
    expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'true', 'verified-level': '4', 'schema-compatible': 'unknown' })
    expect(JSON.parse(run.outputs['applied'] ?? '')).toEqual(applied)
    expect(run.outputs['schema-version-after']).toMatch(new RegExp(`^\\d+ \\(${applied[1]}\\)$`))
    expect(run.summary).toContain('ms on a copy')
    expect(await system.query("SELECT to_regclass('seats')::text AS made, count(seats)::int AS seats FROM flights")).toEqual([
      { made: 'seats', seats: 0 },
    ])
    const again = await system.release({ id: '2' })
    expect(again.outputs).toMatchObject({ verdict: 'pass', applied: '[]', 'schema-compatible': 'true' })
  },
  120_000,
)

/** Figures for comparison only: squawk judges taste too (types, names), so what it says of careful migrations is not all wrong. */
testWithTools('the corpus through squawk', async () => {
  if (installed === null) throw new Error('squawk is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-corpus-'))
  const told = await Promise.all(
    corpus.map(async ({ sql, expected }, index) => {
      const file = join(folder, `${index}.sql`)
      await writeFile(file, `${sql.replaceAll('\n---\n', ';\n')};\n`)
      return { hazardous: expected.length > 0, told: await squawkTells(join(installed, 'node_modules', '.bin', 'squawk'), file) }
    }),
  )
  const count = (hazardous: boolean) => told.filter((one) => one.hazardous === hazardous)
  const named = (list: typeof told) => list.filter((one) => one.told).length
  console.log(
    `squawk: ${named(count(true))} of ${count(true).length} hazardous migrations told about, and ${named(count(false))} of ${count(false).length} careful ones`,
  )
  expect(named(count(true))).toBeGreaterThan(0)
})

/** It ends with 1 when it has something to say. */
function squawkTells(program: string, file: string): Promise<boolean> {
  return new Promise((resolve) => execFile(program, ['--pg-version', '15.0', file], (error) => resolve(error !== null)))
}
