import { readFileSync } from 'node:fs'
import { parseDuration } from '../../src/core/duration.ts'
import type { Problem } from '../../src/core/problem.ts'
import { Problems } from '../../src/core/problem.ts'
import { suggestion } from '../../src/core/suggestion.ts'
import { protocols } from './host/provenance.ts'
import type { LedgerFile } from './ledger-file.ts'
import type { NetworkOptions } from './network.ts'
import type { Pace } from './node.ts'
import { badOption, unknownOption } from './problems.ts'
import { profileNames } from './profile-names.ts'

export interface CommandOptions extends NetworkOptions {
  json: boolean
  help: boolean
  /** A profile to read from a live network, instead of running one. */
  refresh: { profile: string; rpcUrl: string } | null
}

export const usage = `Runs a Soroban network on this machine, in the foreground.

  npm run network -- --port 8000 --close 5s

  --port PORT          8000 when left out; 0 takes a free one
  --host ADDRESS       127.0.0.1
  --passphrase TEXT    "Standalone Network ; February 2017"
  --protocol NUMBER    ${protocols.join(' or ')}; ${protocols[0]} when left out
  --profile NAME       testnet or mainnet: limits, fees and lifetimes; or a file ending in .json
  --close TIME         5s; how often a ledger closes, or "instant": one after each transaction
  --state FOLDER       keeps the network there, and carries on with it; in memory when left out
  --import FILE        begins with a ledger in the JSON of soroban-sdk's LedgerSnapshot
  --json               one line of JSON when it is ready, nothing else

Brings a profile up to date with a live network, instead:

  npm run network -- --refresh-profile testnet --rpc https://soroban-testnet.stellar.org
`

/** Reads the words of the command line. Throws Problems, all at once. */
export function readOptions(words: readonly string[]): CommandOptions {
  const options: CommandOptions = { port: 8_000, close: 5_000, json: false, help: false, refresh: null }
  const problems: Problem[] = []
  let refreshed: string | null = null
  let rpcUrl: string | null = null
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
      const protocol = protocols.find((known) => String(known) === value)
      if (protocol === undefined) refuse('--protocol', value, protocols.join(' or '))
      else options.protocol = protocol
    },
    '--profile': (value) => {
      if (isProfile(value)) options.profile = value
      else refuse('--profile', value, 'testnet, mainnet or a file ending in .json')
    },
    '--close': (value) => {
      const pace = readPace(value)
      if (pace !== null) options.close = pace
      else refuse('--close', value, 'a time of at least 100 ms with its unit, for instance 5s, or instant')
    },
    '--state': (value) => {
      options.state = value
    },
    '--import': (value) => {
      const file = readLedgerFile(value)
      if (file !== null) options.import = file
      else refuse('--import', value, 'a file of JSON that can be read')
    },
    '--refresh-profile': (value) => {
      if (isProfile(value)) refreshed = value
      else refuse('--refresh-profile', value, 'testnet, mainnet or a file ending in .json')
    },
    '--rpc': (value) => {
      if (URL.canParse(value)) rpcUrl = value
      else refuse('--rpc', value, 'the URL of an RPC')
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
  if (refreshed !== null && rpcUrl === null) refuse('--rpc', '', 'there beside --refresh-profile: the URL of an RPC of that network')
  if (refreshed === null && rpcUrl !== null) refuse('--rpc', rpcUrl, 'left out without --refresh-profile')
  if (problems.length > 0) throw new Problems(problems)
  if (refreshed !== null && rpcUrl !== null) options.refresh = { profile: refreshed, rpcUrl }
  return options
}

function isProfile(value: string): boolean {
  return profileNames.some((name) => name === value) || value.endsWith('.json')
}

function readLedgerFile(path: string): LedgerFile | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LedgerFile
  } catch {
    return null
  }
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
