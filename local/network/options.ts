import { parseDuration } from '../../src/core/duration.ts'
import type { Problem } from '../../src/core/problem.ts'
import { Problems } from '../../src/core/problem.ts'
import { suggestion } from '../../src/core/suggestion.ts'
import type { NetworkOptions } from './network.ts'
import type { Pace } from './node.ts'
import { badOption, stateNotKept, unknownOption } from './problems.ts'

export interface CommandOptions extends NetworkOptions {
  json: boolean
  help: boolean
}

export const usage = `Runs a Soroban network on this machine, in the foreground.

  npm run network -- --port 8000 --close 5s

  --port PORT          8000 when left out; 0 takes a free one
  --host ADDRESS       127.0.0.1
  --passphrase TEXT    "Standalone Network ; February 2017"
  --protocol 27        the only one there is
  --profile NAME       testnet or mainnet: limits, fees and lifetimes
  --close TIME         5s; how often a ledger closes, or "instant": one after each transaction
  --json               one line of JSON when it is ready, nothing else
`

const protocols: readonly string[] = ['27']

/** Reads the words of the command line. Throws Problems, all at once. */
export function readOptions(words: readonly string[]): CommandOptions {
  const options: CommandOptions = { port: 8_000, close: 5_000, json: false, help: false }
  const problems: Problem[] = []
  const refuse = (option: string, value: string, wanted: string): void => {
    problems.push(badOption({ option, value, wanted }))
  }
  const readers: Record<string, (value: string) => void> = {
    '--port': (value) => {
      const port = Number(value)
      if (/^\d+$/.test(value) && port <= 65_535) options.port = port
      else refuse('--port', value, 'a number from 0 to 65535')
    },
    '--host': (value) => {
      options.host = value
    },
    '--passphrase': (value) => {
      options.passphrase = value
    },
    '--protocol': (value) => {
      if (!protocols.includes(value)) refuse('--protocol', value, protocols.join(' or '))
    },
    '--profile': (value) => {
      if (value === 'testnet' || value === 'mainnet') options.profile = value
      else refuse('--profile', value, 'testnet or mainnet')
    },
    '--close': (value) => {
      const pace = readPace(value)
      if (pace !== null) options.close = pace
      else refuse('--close', value, 'a time of at least 100 ms with its unit, for instance 5s, or instant')
    },
    '--state': (value) => {
      problems.push(stateNotKept({ folder: value }))
    },
  }
  const flags: Record<string, () => void> = {
    '--json': () => {
      options.json = true
    },
    '--help': () => {
      options.help = true
    },
  }
  const known = [...Object.keys(readers), ...Object.keys(flags)]
  for (let place = 0; place < words.length; place += 1) {
    const [option = '', inline] = split(words[place] ?? '')
    const reader = readers[option]
    if (flags[option] !== undefined && inline === null) flags[option]()
    else if (reader === undefined) {
      problems.push(unknownOption({ option, suggestion: suggestion(option, known) ?? '' }))
      // Its value is not another option.
      if (inline === null && words[place + 1]?.startsWith('--') === false) place += 1
    } else {
      const value = inline ?? words[place + 1]
      if (inline === null) place += 1
      if (value === undefined) refuse(option, '', 'followed by a value')
      else reader(value)
    }
  }
  if (problems.length > 0) throw new Problems(problems)
  return options
}

function split(word: string): [string, string | null] {
  const at = word.indexOf('=')
  return at < 0 ? [word, null] : [word.slice(0, at), word.slice(at + 1)]
}

function readPace(value: string): Pace | null {
  if (value === 'instant') return 'instant'
  try {
    const { ms } = parseDuration(value)
    return ms >= 100 ? ms : null
  } catch {
    return null
  }
}
