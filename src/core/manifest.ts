import { type Duration, parseDuration } from './duration.ts'
import { inputNoName, inputNotOneOf, inputNotTrueOrFalse } from './input-problems.ts'
import type { Place } from './problem.ts'

/** One input of an action. `read` turns its text into the value the action sees, or throws a problem. */
export interface Input<Value> {
  readonly type: string
  readonly description: string
  readonly example: string
  /** What an absent input means, as text; null: absent stays absent. */
  readonly default: string | null
  readonly required: boolean
  readonly secret: boolean
  /** Whether `env: FAIRLEAD_NAME` of a job gives it too. */
  readonly fromEnvironment: boolean
  /** The value `default:` has in action.yml: an expression that only the runner can evaluate. */
  readonly expression: string | null
  /** The section of fairlead.yml that this input holds as YAML text, or null. */
  readonly section: string | null
  readonly read: (text: string, at: Place) => Value
}

export interface Output {
  readonly description: string
  readonly example: string
}

/** The interface of one action. action.yml, its README, the JSON Schema and the reference are generated from it. */
export interface Manifest<Inputs extends Record<string, Input<unknown>> = Record<string, Input<unknown>>> {
  readonly name: string
  readonly description: string
  readonly icon: string
  readonly inputs: Inputs
  readonly outputs: Readonly<Record<string, Output>>
  /** Permission of the job's token -> why it is needed. */
  readonly permissions: Readonly<Record<string, string>>
}

/** The values of a manifest's inputs, typed. An optional input without default is null when it was not given. */
export type InputValues<M extends Manifest> = {
  readonly [Name in keyof M['inputs']]: M['inputs'][Name] extends Input<infer Value> ? Value : never
}

export function defineAction<Inputs extends Record<string, Input<unknown>>>(manifest: Manifest<Inputs>): Manifest<Inputs> {
  return manifest
}

interface Description {
  readonly description: string
  readonly example: string
}
interface Optional extends Description {
  readonly secret?: boolean
  readonly fromEnvironment?: boolean
  readonly expression?: string
}
interface Defaulted extends Optional {
  readonly default: string
}

export const required = {
  text: (options: Optional): Input<string> => input({ ...options, type: 'text', required: true }, (text) => text),
}

export const optional = {
  text: (options: Optional): Input<string | null> => input({ ...options, type: 'text' }, (text) => text),
  /** A text that becomes the name of files and folders. */
  name: (options: Optional): Input<string | null> =>
    input({ ...options, type: 'text' }, (text, at) => {
      if (!/^\w[\w@.:+-]*$/.test(text)) throw inputNoName({ input: at.file, text, at: null })
      return text
    }),
  duration: (options: Optional): Input<Duration | null> => input({ ...options, type: 'duration' }, parseDuration),
  /** YAML text of one section of fairlead.yml; wins over the file, so that an action works without one. */
  section: (name: string, { example, note = '' }: { readonly example: string; readonly note?: string }): Input<string | null> => ({
    ...input(
      { description: `The section \`${name}\` of fairlead.yml as YAML; wins over the file.${note}`, example, type: 'YAML' },
      (text) => text,
    ),
    section: name,
  }),
}

export const defaulted = {
  text: (options: Defaulted): Input<string> => input({ ...options, type: 'text' }, (text) => text),
  flag: (options: Defaulted): Input<boolean> => input({ ...options, type: 'true or false' }, readFlag),
  /** A value of a domain's own type; `read` throws that domain's problem. */
  value: <Value>(type: string, read: (text: string, at: Place) => Value, options: Defaulted): Input<Value> =>
    input({ ...options, type }, read),
  duration: (options: Defaulted): Input<Duration> => input({ ...options, type: 'duration' }, parseDuration),
  oneOf: <const Choice extends string>(choices: readonly Choice[], options: Defaulted & { default: Choice }): Input<Choice> =>
    input({ ...options, type: choices.join(' | ') }, (text, at) => {
      const choice = choices.find((known) => known === text)
      if (choice === undefined) throw inputNotOneOf({ input: at.file, text, choices: choices.join(', '), at: null })
      return choice
    }),
}

function input<Value>(
  options: Optional & { type: string; required?: boolean; default?: string },
  read: (text: string, at: Place) => Value,
): Input<Value> {
  const { type, description, example, required = false, secret = false, fromEnvironment = false, expression = null } = options
  return {
    type,
    description,
    example,
    required,
    secret,
    fromEnvironment,
    expression,
    section: null,
    default: options.default ?? null,
    read,
  }
}

/** YAML 1.2 words only: `yes` and `on` are refused rather than read as false. */
function readFlag(text: string, at: Place): boolean {
  if (['true', 'True', 'TRUE'].includes(text)) return true
  if (['false', 'False', 'FALSE'].includes(text)) return false
  throw inputNotTrueOrFalse({ input: at.file, text })
}
