import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { keeps, parseThreshold, thresholdText } from '../core/threshold.ts'
import { type GateKind, passed, refused } from './gate.ts'
import { environmentContractBroken, environmentFileUnreadable } from './problems.ts'

const demand = z.union([
  z.enum(['required', 'contract-id', 'address', 'url']).describe('It is set; a contract id (C...); an address (G...); an http(s) URL.'),
  z.strictObject({
    length: z.string().optional().describe('Threshold for its characters: ">= 32".'),
    pattern: z
      .string()
      .refine(isPattern, 'Expected a regular expression of JavaScript')
      .optional()
      .describe('Regular expression that the whole value matches.'),
    'one-of': z.array(z.string()).optional(),
  }),
])

const schema = z
  .strictObject({
    file: z.string().optional().describe('A dotenv file, from the working directory.'),
    variables: z.boolean().default(false).describe('Look at the variables of the step too; they win over the file.'),
    require: z.record(z.string(), demand).describe('Variable -> what its value has to be.'),
  })
  .refine(({ file, variables }) => file !== undefined || variables, { message: 'Expected `file`, or `variables: true`' })
  .refine(({ require }) => Object.keys(require).length > 0, { message: 'Expected at least one variable under `require`' })

type Demand = z.infer<typeof demand>

/** The env contract of the services: what is required is set and has its form. A value is never told, nor its length. */
export const envGate: GateKind<z.infer<typeof schema>> = {
  key: 'env',
  description: 'Required variables are set and have their form; values are never printed.',
  schema,
  runsCommands: false,
  name: ({ file }) => `env ${file ?? 'variables'}`,
  async judge({ file, variables, require }, { world, at }) {
    const source = [...(file === undefined ? [] : [file]), ...(variables ? ['the variables of the step'] : [])].join(' and ')
    const expected = `${Object.keys(require).join(', ')} as demanded`
    const text = file === undefined ? '' : await readFile(join(world.directory, file), 'utf8').catch(() => null)
    if (text === null) {
      const reason = 'there is no such file'
      return refused(environmentFileUnreadable({ file: file ?? '', reason, at }), { expected, observed: reason, verdict: 'error' })
    }
    const values = { ...parseEnv(text), ...(variables ? given(world.environment, Object.keys(require)) : {}) }
    const broken = [...dotenvTraps(text), ...Object.entries(require).flatMap(([name, wanted]) => brokenDemand(name, wanted, values[name]))]
    if (broken.length === 0) return passed(expected, 'all as demanded')
    return refused(environmentContractBroken({ source, found: broken.join('; '), at }), { expected, observed: `${broken.length} broken` })
  },
}

function given(environment: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])))
}

/** What is wrong with one variable, without its value. Pure. */
export function brokenDemand(name: string, wanted: Demand, value: string | undefined): string[] {
  if (value === undefined || value.trim() === '') return [`${name} is missing`]
  if (typeof wanted === 'string') {
    const form = forms[wanted]
    return form.matches(value) ? [] : [`${name} is not ${form.text}`]
  }
  const { length, pattern, 'one-of': choices } = wanted
  return [
    ...(length !== undefined && !keeps(parseThreshold(length), value.length)
      ? [`${name} must have ${thresholdText(parseThreshold(length))} characters`]
      : []),
    ...(pattern !== undefined && !wholeMatch(pattern).test(value) ? [`${name} does not match ${pattern}`] : []),
    ...(choices !== undefined && !choices.includes(value) ? [`${name} is none of ${choices.join(', ')}`] : []),
  ]
}

function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u')
}

function isPattern(text: string): boolean {
  try {
    return wholeMatch(text) !== null
  } catch {
    return false
  }
}

const forms: Readonly<Record<Extract<Demand, string>, { text: string; matches: (value: string) => boolean }>> = {
  required: { text: 'set', matches: () => true },
  'contract-id': { text: 'a contract id (C...)', matches: (value) => /^C[A-Z2-7]{55}$/.test(value) },
  address: { text: 'an address (G...)', matches: (value) => /^G[A-Z2-7]{55}$/.test(value) },
  url: { text: 'an http(s) URL', matches: (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) },
}

/** Lines that parsers of dotenv files read differently: two runtimes would see two environments. Tells lines and names only. */
export function dotenvTraps(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return []
    const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/.exec(trimmed) ?? []
    if (name === undefined) return [`line ${index + 1} is no NAME=value`]
    const bare = value.trim()
    const isQuoted = /^(["'`]).*\1(\s+#.*)?$/.test(bare)
    return !isQuoted && /[^\s]#/.test(bare) ? [`${name} on line ${index + 1} holds an unquoted # and is cut by some parsers`] : []
  })
}
