import { type Level, levels } from './difference.ts'
import { familyOf, type Outcome, passes } from './outcome.ts'

/** The scenarios that fail a level, each with its first difference; then how many pass, by family. */
export function summary(outcomes: readonly Outcome[], level: Level): string {
  return [...outcomes.filter((outcome) => !passes(outcome, level)).map((outcome) => failure(outcome, level)), table(outcomes)].join('\n')
}

const longest = 600

function failure({ id, name, differences }: Outcome, level: Level): string {
  const [first] = differences.filter((one) => levels.indexOf(one.level) <= levels.indexOf(level))
  if (first === undefined) throw new Error(`${id} does not fail`)
  const { ledger, index, what, detail } = first
  const where = index === null ? `ledger ${ledger}` : `ledger ${ledger}, transaction ${index}`
  return `${id} ${name}\n    ${where}, ${what}: ${detail.slice(0, longest)}`
}

function table(outcomes: readonly Outcome[]): string {
  const families = Map.groupBy(outcomes, familyOf)
  const rows = [...families].map(([family, members]) => row(family, members)).sort()
  const width = Math.max(...rows.map(([family]) => family.length), 'family'.length)
  const line = ([family, ...figures]: readonly string[]) =>
    `${family?.padEnd(width)}${figures.map((figure) => figure.padStart(11)).join('')}`
  return [['family', 'scenarios', ...levels], ...rows, row('all', outcomes)].map(line).join('\n')
}

function row(family: string, members: readonly Outcome[]): [string, ...string[]] {
  return [family, String(members.length), ...levels.map((level) => String(members.filter((member) => passes(member, level)).length))]
}
