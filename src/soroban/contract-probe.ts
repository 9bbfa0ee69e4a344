import type { xdr } from '@stellar/stellar-sdk/base'
import type { Problem } from '../core/problem.ts'
import { type CallToType, missingFunction, typeArguments, typeNamed } from './spec/arguments.ts'
import { probeAnswersNothing } from './upgrade/upgrade-problems.ts'

/** A call without side effects, and what it must answer. */
export interface ContractProbe {
  readonly call: string
  readonly values: readonly xdr.ScVal[]
  /** Null: any answer will do. */
  readonly equals: xdr.ScVal | null
}

interface ProbeSection {
  readonly call: string
  readonly args: Readonly<Record<string, unknown>>
  readonly equals?: unknown
}

/** Types a probe by the spec of the code that will answer it. */
export function contractProbeOf(
  { call, args, equals }: ProbeSection,
  context: Omit<CallToType, 'given' | 'call'>,
): ContractProbe | { problems: readonly Problem[] } {
  if (context.spec.parameters(call) === null) return { problems: [missingFunction({ ...context, call })] }
  const typed = typeArguments({ ...context, call, given: args, path: [...context.path, 'args'] })
  if ('problems' in typed) return typed
  if (equals === undefined) return { call, values: typed.values, equals: null }
  const type = context.spec.output(call)
  const at = context.position(...context.path, 'equals')
  if (type === null) return { problems: [probeAnswersNothing({ contract: context.contract, call, at })] }
  const answer = typeNamed({ ...context, call, given: { equals } }, [{ name: 'equals', type }])
  return 'problems' in answer ? answer : { call, values: typed.values, equals: answer.values[0] ?? null }
}
