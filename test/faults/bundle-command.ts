/** `npm run fault:bundle -- --seed N --runs 50`: the committed bundle under seeded faults, judged by the network's own ledger. */
import { exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { runBundleSchedules } from './bundle-schedules.ts'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '50' } } })
const [seed, runs] = [Number(values.seed), Number(values.runs)]
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) {
  stdout.write('Usage: npm run fault:bundle -- [--seed N] [--runs N]\n')
  exit(2)
}

const startedMs = performance.now()
let [schedules, transactions, wrong] = [0, 0, 0]
for await (const outcome of runBundleSchedules(seed, runs)) {
  schedules += 1
  transactions += outcome.transactions
  for (const violation of outcome.violations) {
    wrong += 1
    stdout.write(`seed ${outcome.seed} (${outcome.strategy}): ${violation}\n${outcome.log}\n`)
  }
  if (schedules % 10 === 0) stdout.write(`${schedules} schedules, ${transactions} transactions, ${wrong} wrong\n`)
}
const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0)
stdout.write(
  `seeds ${seed} to ${seed + runs - 1}: ${wrong} wrong verdicts in ${schedules} schedules, ${transactions} transactions, ${seconds} s\n`,
)
exit(wrong === 0 ? 0 : 1)
