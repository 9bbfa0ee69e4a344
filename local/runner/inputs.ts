import type { Place, Problem } from '../../src/core/problem.ts'
import { missingInput, unknownInput, wrongInput } from './problems.ts'
import { entries, field, items, type Token, text } from './tokens.ts'

export type InputValue = string | number | boolean

export interface CheckedInputs {
  readonly values: Readonly<Record<string, InputValue>>
  readonly problems: readonly Problem[]
}

/**
 * The inputs of `workflow_dispatch` or `workflow_call`, typed and with their defaults.
 * @param declarations the settings of the event
 */
export function checkInputs(declarations: Token | null, given: Readonly<Record<string, unknown>>, at: Place): CheckedInputs {
  const declared = entries(field(declarations, 'inputs'))
  const names = declared.map(({ name }) => name)
  const problems: Problem[] = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((input) => unknownInput({ input, kind: 'input', inputs: names, at }))
  const values: Record<string, InputValue> = {}
  for (const { name, value: declaration } of declared) {
    const type = text(field(declaration, 'type')) ?? 'string'
    const value = given[name] ?? text(field(declaration, 'default'))
    if (value === null && text(field(declaration, 'required')) === 'true') problems.push(missingInput({ input: name, kind: 'input', at }))
    const typed = typedValue(value, type)
    const options = items(field(declaration, 'options')).map((option) => text(option))
    if (typed === null) problems.push(wrongInput({ input: name, value: String(value), wanted: `a ${type}`, at }))
    else if (type === 'choice' && value !== null && !options.includes(String(value))) {
      problems.push(wrongInput({ input: name, value: String(value), wanted: `one of ${options.join(', ')}`, at }))
    } else values[name] = typed
  }
  return { values, problems }
}

/** Secrets that a called workflow requires, and secrets it does not know. */
export function checkSecrets(declarations: Token | null, given: readonly string[], at: Place): Problem[] {
  const declared = entries(field(declarations, 'secrets'))
  const names = declared.map(({ name }) => name)
  const unknown = given.filter((name) => !names.includes(name)).map((input) => unknownInput({ input, kind: 'secret', inputs: names, at }))
  const missing = declared
    .filter(({ name, value }) => text(field(value, 'required')) === 'true' && !given.includes(name))
    .map(({ name }) => missingInput({ input: name, kind: 'secret', at }))
  return [...unknown, ...missing]
}

function typedValue(value: unknown, type: string): InputValue | null {
  switch (type) {
    case 'boolean':
      if (value === null) return false
      return String(value) === 'true' ? true : String(value) === 'false' ? false : null
    case 'number':
      if (value === null) return 0
      return String(value).trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : null
    default:
      return value === null ? '' : String(value)
  }
}
