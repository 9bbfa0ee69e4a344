import type { xdr } from '@stellar/stellar-sdk/base'
import type { Problem } from '../core/problem.ts'
import { readBackNotComparable } from './manifest-problems.ts'
import type { Sdk } from './network/sdk.ts'
import { type CallToType, missingFunction, type TypedArguments, typeNamed } from './spec/arguments.ts'
import type { Parameter } from './spec/spec.ts'

/** A read-only call that proves what a contract was given. */
export interface ReadBack {
  readonly call: string
  /** Fields of its answer and the values they must have. */
  readonly fields: ReadonlyMap<string, xdr.ScVal>
}

type Wanted = { readonly call: string; readonly equals?: Readonly<Record<string, unknown>> | undefined }

/** Prepares a read-back: by default every field of the answer that has the name of an argument must have its value. */
export function readBackOf(
  { call, equals }: Wanted,
  { given, ...context }: Omit<CallToType, 'given' | 'call'> & { given: TypedArguments },
): ReadBack | { problems: readonly Problem[] } {
  const parameters = context.spec.parameters(call)
  const at = context.position(...context.path)
  if (parameters === null) return { problems: [missingFunction({ ...context, call })] }
  const refuse = (reason: string) => ({ problems: [readBackNotComparable({ contract: context.contract, call, reason, at })] })
  if (parameters.length > 0) return refuse(`it needs arguments (${parameters.map(({ name }) => name).join(', ')})`)
  const fields = fieldsOf(call, context)
  if (fields === null) return refuse('it does not answer with a struct')
  if (equals === undefined) {
    const values = given.shown.map(({ name }, index) => [name, given.values[index] as xdr.ScVal] as const)
    const shared = values.filter(([name]) => fields.some((field) => field.name === name))
    return shared.length === 0 ? refuse('no field of its answer has the name of an argument') : { call, fields: new Map(shared) }
  }
  const named = { ...context, call, given: equals, path: [...context.path, 'equals'] }
  const wanted = fields.filter(({ name }) => name in equals)
  const typed = typeNamed(named, wanted)
  if ('problems' in typed) return typed
  return { call, fields: new Map(wanted.map(({ name }, index) => [name, typed.values[index] as xdr.ScVal])) }
}

/** How an answer differs from what is wanted, in words; null where it does not. */
export function differenceOf(answer: xdr.ScVal, { fields }: ReadBack, sdk: Sdk): string | null {
  const found = new Map(answer.type === 'scvMap' ? (answer.value ?? []).map(({ key, val }) => [String(key.value), val] as const) : [])
  for (const [name, wanted] of fields) {
    const value = found.get(name)
    if (value === undefined) return `it has no field "${name}"`
    if (!value.equals(wanted)) return `${name} is ${shown(value, sdk)}, wanted ${shown(wanted, sdk)}`
  }
  return null
}

function fieldsOf(call: string, { spec }: Pick<CallToType, 'spec'>): readonly Parameter[] | null {
  const output = spec.output(call)
  const entry = output?.type === 'scSpecTypeUdt' ? spec.userType(output.value.name.toString()) : null
  if (entry?.type !== 'scSpecEntryUdtStructV0') return null
  return entry.value.fields.map(({ name, type }) => ({ name: name.toString(), type }))
}

function shown(value: xdr.ScVal, { scValToNative }: Sdk): string {
  return JSON.stringify(scValToNative(value), (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
}
