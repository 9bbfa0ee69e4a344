/**
 * `node local/network/replay.ts PATH [--level result|state|meta] [--only ID] [--json]`: replays recorded ledgers. PATH is an archive
 * (tar.xz) or an temporary folder. Ends with 0 when every scenario passes.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, exit, stderr, stdout } from 'node:process'
import { type Difference, type Level, levels } from './replay/compare.ts'
import { replay } from './replay/scenario.ts'
import { readIndex, readLedgers } from './replay/stream.ts'

const [, , path, ...words] = argv
const wordAfter = (option: string) => words[words.indexOf(option) + 1]
const level = (words.includes('--level') ? wordAfter('--level') : 'result') as Level
const only = words.includes('--only') ? wordAfter('--only') : null
if (path === undefined || !existsSync(path) || !levels.includes(level)) {
  stderr.write('Usage: npm run replay -- PATH [--level result|state|meta] [--only ID] [--json]\n')
  exit(2)
}

const temporary = statSync(path).isDirectory() ? null : unpack(path)
try {
  exit(run(temporary ?? path) ? 0 : 1)
} finally {
  if (temporary !== null) rmSync(temporary, { recursive: true })
}

function run(folder: string): boolean {
  const begun = performance.now()
  const folders = existsSync(join(folder, 'index.json')) ? [folder] : readdirSync(folder).map((name) => join(folder, name))
  const outcomes = folders.flatMap((part) =>
    readIndex(part)
      .filter(({ id }) => only === null || only === id)
      .map((scenario) => ({ ...scenario, ...attempt(() => replay(readLedgers(part, scenario))) })),
  )
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1))
  const passed = (wanted: Level) => outcomes.filter(({ differences }) => differences.every((one) => !counts(one, wanted))).length
  if (!words.includes('--json')) {
    for (const { id, name, differences } of outcomes) {
      const [first] = differences.filter((one) => counts(one, level))
      if (first !== undefined) stdout.write(`${id} ${name}\n    ledger ${first.ledger}, ${first.what}: ${first.detail.slice(0, 600)}\n`)
    }
    for (const one of levels) stdout.write(`level ${one}: ${passed(one)} of ${outcomes.length} scenarios\n`)
    stdout.write(`${outcomes.reduce((sum, { transactions }) => sum + transactions, 0)} transactions in ${seconds} s\n`)
  }
  const failed = outcomes.length - passed(level)
  stdout.write(
    words.includes('--json')
      ? `${JSON.stringify({ level, passed: passed(level), failed, seconds })}\n`
      : `${passed(level)} passed, ${failed} failed\n`,
  )
  return failed === 0 && outcomes.length > 0
}

// A difference of a level fails the levels above it, too.
function counts(difference: Difference, wanted: Level): boolean {
  return levels.indexOf(difference.level) <= levels.indexOf(wanted)
}

function attempt(run: () => ReturnType<typeof replay>): ReturnType<typeof replay> {
  try {
    return run()
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { ledgers: 0, transactions: 0, differences: [{ level: 'result', what: 'could not be replayed', ledger: 0, index: -1, detail }] }
  }
}

function unpack(archive: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  execFileSync('tar', ['-xf', archive, '-C', folder])
  return folder
}
