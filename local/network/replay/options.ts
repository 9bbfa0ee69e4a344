import { type Problem, Problems } from '../../../src/core/problem.ts'
import { suggestion } from '../../../src/core/suggestion.ts'
import { type Level, levels } from './difference.ts'
import { badArgument } from './problems.ts'

export interface Options {
  /** Archives or folders. */
  paths: readonly string[]
  level: Level
  /** One scenario; null: all. */
  only: string | null
  json: boolean
  /** A file for the page of those that do not reproduce; null: no page. */
  report: string | null
  help: boolean
}

export const usage = `Replays ledgers that stellar-core recorded, on the local network's own ledger, and compares what comes out.

  npm run replay -- PATH... [--level result|state|meta] [--only ID] [--json] [--report FILE]

  PATH           an archive (tar.xz) or a folder with index.json, or with pNN folders that have one
  --level LEVEL  result (the default), state: also every entry, event and value, meta: also all else in the close meta
  --only ID      one scenario
  --json         one line of JSON at the end instead of the table
  --report FILE  writes a page of the scenarios that do not reproduce, with their reasons
`

const values = ['--level', '--only', '--report'] as const
const flags = ['--json', '--help'] as const

/** Reads the words of the command line. Throws Problems, all at once. */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { paths: [], level: 'result', only: null, json: false, report: null, help: false }
  const paths: string[] = []
  const problems: Problem[] = []
  const refuse = (argument: string, wanted: string) => problems.push(badArgument({ argument, wanted }))
  for (let place = 0; place < words.length; place += 1) {
    const [option = '', inline] = (words[place] ?? '').split(/=(.*)/s)
    if (!option.startsWith('--')) {
      paths.push(words[place] ?? '')
    } else if (isOneOf(flags, option) && inline === undefined) {
      options[option === '--json' ? 'json' : 'help'] = true
    } else if (isOneOf(values, option)) {
      const value = inline ?? words[place + 1]
      if (inline === undefined) place += 1
      if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) refuse(option, 'followed by a value')
      else if (option !== '--level') options[option === '--only' ? 'only' : 'report'] = value
      else if (isOneOf(levels, value)) options.level = value
      else refuse(`--level ${value}`, `one of ${levels.join(', ')}`)
    } else {
      const near = suggestion(option, [...values, ...flags])
      refuse(words[place] ?? '', `an option that there is${near === null ? '' : `; did you mean ${near}?`}`)
    }
  }
  if (paths.length === 0 && !options.help) refuse('the command line', 'complete: it names no PATH')
  if (problems.length > 0) throw new Problems(problems)
  return { ...options, paths }
}

function isOneOf<T extends string>(known: readonly T[], word: string): word is T {
  return known.some((one) => one === word)
}
