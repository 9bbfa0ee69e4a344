/** `node local/network/replay.ts PATH...`: replays recorded ledgers. Ends with 0 when every scenario passes the level. */
import { writeFileSync } from 'node:fs'
import { argv, stderr, stdout } from 'node:process'
import { Problem, Problems } from '../../src/core/problem.ts'
import { type Options, readOptions, usage } from './replay/options.ts'
import { passes } from './replay/outcome.ts'
import { noRecording } from './replay/problems.ts'
import { openRecordings } from './replay/recordings.ts'
import { reportPage } from './replay/report.ts'
import { summary } from './replay/summary.ts'
import { replayAll } from './replay/workers.ts'

try {
  const options = readOptions(argv.slice(2))
  if (options.help) stdout.write(usage)
  else process.exitCode = (await run(options)) ? 0 : 1
} catch (error) {
  tell(error)
  process.exitCode = 2
}

async function run({ paths, level, only, json, report }: Options): Promise<boolean> {
  const begun = performance.now()
  using recordings = openRecordings(paths)
  const scenarios = recordings.scenarios.filter(({ id }) => only === null || only === id)
  if (scenarios.length === 0) throw noRecording({ path: paths.join(', '), found: only === null ? 'holds no scenario' : `has no ${only}` })
  const outcomes = await replayAll(scenarios)
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1))
  const passed = outcomes.filter((outcome) => passes(outcome, level)).length
  const failed = outcomes.length - passed
  if (report !== null) writeFileSync(report, reportPage(outcomes))
  if (json) {
    stdout.write(`${JSON.stringify({ level, passed, failed, seconds })}\n`)
  } else {
    const transactions = outcomes.reduce((sum, outcome) => sum + outcome.transactions, 0)
    stdout.write(`${summary(outcomes, level)}\n${transactions} transactions in ${seconds} s\n${passed} passed, ${failed} failed\n`)
  }
  return failed === 0
}

function tell(error: unknown): void {
  const problems = error instanceof Problems ? error.problems : error instanceof Problem ? [error] : null
  if (problems === null) throw error
  for (const { code, message, state, remedy } of problems) stderr.write(`${code}: ${message} ${state} ${remedy}\n`)
}
