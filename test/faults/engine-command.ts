/** `npm run fault:engine -- --seed N --runs 10000`: the engine under seeded faults, judged by the network's own ledger. */
import { exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { runSchedules } from './engine-schedules.ts'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '10000' } } })
const [seed, runs] = [Number(values.seed), Number(values.runs)]
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) {
  stdout.write('Usage: npm run fault:engine -- [--seed N] [--runs N]\n')
  exit(2)
}

const [startedMs, refused] = [performance.now(), new Map<string, number>()]
let [schedules, steps, applied, wrong] = [0, 0, 0, 0]
for await (const outcome of runSchedules(seed, runs)) {
  schedules += 1
  steps += outcome.steps
  applied += outcome.applied
  for (const code of outcome.refused) refused.set(code, (refused.get(code) ?? 0) + 1)
  for (const violation of outcome.violations) {
    wrong += 1
    stdout.write(`seed ${outcome.seed}: ${violation}\n`)
  }
  if (schedules % 500 === 0) stdout.write(`${schedules} schedules, ${steps} steps, ${wrong} wrong\n`)
}
const codes = [...refused].map(([code, times]) => `${code} ${times}`).join(', ')
const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0)
stdout.write(`seeds ${seed} to ${seed + runs - 1}: ${steps} steps, ${applied} applied, not applied: ${codes || 'none'}\n`)
stdout.write(`${wrong} wrong verdicts in ${schedules} schedules, ${seconds} s\n`)
exit(wrong === 0 ? 0 : 1)
