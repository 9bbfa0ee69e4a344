import type { xdr } from '@stellar/stellar-sdk/base'
import type { Path } from '../../config/source.ts'
import type { Json, JsonObject } from '../../core/plan.ts'
import { type Place, type Problem, problemsOf } from '../../core/problem.ts'
import { didYouMean } from '../../core/suggestion.ts'
import { argumentMismatch, argumentMissing, argumentUnknown, functionMissing, seedWhereAddressBelongs } from '../manifest-problems.ts'
import type { Sdk } from '../network/sdk.ts'
import { type ContractSpec, type Parameter, typeText } from './spec.ts'
import { type TypedValue, typedValue } from './value.ts'

/** One argument as the plan shows it. */
export type ShownArgument = JsonObject & { readonly name: string; readonly type: string; readonly value: Json }

/** Arguments of one call, in the order of its parameters. */
export interface TypedArguments {
  readonly shown: readonly ShownArgument[]
  readonly values: readonly xdr.ScVal[]
}

export const noArguments: TypedArguments = { shown: [], values: [] }

export interface CallToType {
  readonly sdk: Sdk
  readonly spec: ContractSpec
  readonly contract: string
  readonly call: string
  readonly given: Readonly<Record<string, unknown>>
  /** Where the arguments stand in fairlead.yml. */
  readonly path: Path
  readonly position: (...path: Path) => Place | null
  readonly resolve: (text: string, options: { at: Place | null }) => string
}

/** Types the arguments of a call by the contract's own spec; problems of every argument are told at once. */
export function typeArguments(call: CallToType): TypedArguments | { problems: readonly Problem[] } {
  const parameters = call.spec.parameters(call.call)
  return parameters === null ? { problems: [missingFunction(call)] } : typeNamed(call, parameters)
}

/** The same for any list of names and types. */
export function typeNamed(call: CallToType, parameters: readonly Parameter[]): TypedArguments | { problems: readonly Problem[] } {
  const problems = unknownArguments(call, parameters)
  const typed = parameters.map((parameter) => typedArgument(parameter, call, problems))
  const whole = typed.filter((one) => one !== null)
  if (problems.length > 0 || whole.length < typed.length) return { problems }
  return { shown: whole.map(({ shown }) => shown), values: whole.map(({ value }) => value) }
}

/** The problem of a function that the spec does not name. */
export function missingFunction({
  spec,
  contract,
  call,
  path,
  position,
}: Pick<CallToType, 'spec' | 'contract' | 'call' | 'path' | 'position'>): Problem {
  return functionMissing({ contract, call, hint: didYouMean(call, spec.functions), at: position(...path) })
}

function unknownArguments({ given, contract, call, path, position }: CallToType, parameters: readonly Parameter[]): Problem[] {
  const names = parameters.map(({ name }) => name)
  return Object.keys(given)
    .filter((key) => !names.includes(key))
    .map((key) => argumentUnknown({ contract, call, argument: key, hint: didYouMean(key, names), at: position(...path, key) }))
}

function typedArgument(
  { name, type }: Parameter,
  call: CallToType,
  problems: Problem[],
): { shown: ShownArgument; value: TypedValue['value'] } | null {
  const { given, contract, path, position } = call
  if (!(name in given) && type.type !== 'scSpecTypeOption') {
    problems.push(argumentMissing({ contract, call: call.call, argument: name, type: typeText(type), at: position(...path) }))
    return null
  }
  const typed = typedValue(given[name] ?? null, { type, path: [...path, name] }, typingOf(call, problems))
  return typed === null ? null : { shown: { name, type: typeText(type), value: typed.shown }, value: typed.value }
}

function typingOf({ sdk, spec, position, resolve }: CallToType, problems: Problem[]) {
  return {
    sdk,
    spec,
    resolve(text: string, path: Path) {
      try {
        return resolve(text, { at: position(...path) })
      } catch (thrown) {
        const found = problemsOf(thrown)
        if (found === null) throw thrown
        problems.push(...found)
        return null
      }
    },
    refuse(kind: 'mismatch' | 'seed', { path, type, reason }: { path: Path; type: string; reason: string }) {
      const about = { argument: path.join('.'), at: position(...path) }
      problems.push(kind === 'seed' ? seedWhereAddressBelongs(about) : argumentMismatch({ ...about, type, reason }))
    },
  }
}
