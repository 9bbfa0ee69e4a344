import { type ContractSpec, type Parameter, typeText } from '../spec/spec.ts'
import { reads } from '../spec/type-compatibility.ts'
import { breaking, type Finding, safe } from './upgrade-finding.ts'

export interface Specs {
  /** What the code on the chain says. */
  readonly before: ContractSpec
  /** What the code that is to replace it says. */
  readonly after: ContractSpec
}

/** What callers of a contract would notice of an upgrade. Constructors are nobody's call. */
export function functionFindings(specs: Specs): readonly Finding[] {
  const names = (spec: ContractSpec) => spec.functions.filter((name) => name !== '__constructor')
  const kept = names(specs.before).flatMap((name) => oneFunction(name, specs))
  const added = names(specs.after).filter((name) => !specs.before.functions.includes(name))
  return [...kept, ...added.map((name) => safe(name, 'a new function'))]
}

function oneFunction(name: string, { before, after }: Specs): readonly Finding[] {
  const now = after.parameters(name)
  if (now === null) return [breaking('function-removed', name, 'the new code has no such function')]
  return [...argumentFindings(name, { was: before.parameters(name) ?? [], now, before, after }), ...outputFindings(name, { before, after })]
}

interface Arguments extends Specs {
  readonly was: readonly Parameter[]
  readonly now: readonly Parameter[]
}

function argumentFindings(call: string, { was, now, before, after }: Arguments): readonly Finding[] {
  const without = (all: readonly Parameter[], others: readonly Parameter[]) =>
    all.filter(({ name }) => !others.some((other) => other.name === name))
  if (was.length !== now.length) {
    return [
      ...without(was, now).map(({ name }) => breaking('argument-removed', `${call}.${name}`, `the new code takes ${now.length} arguments`)),
      ...without(now, was).map(({ name, type }) =>
        breaking('argument-added', `${call}.${name}`, `callers know ${was.length} arguments, and not this ${typeText(type)}`),
      ),
    ]
  }
  if (without(was, now).length === 0 && was.some(({ name }, index) => name !== now[index]?.name))
    return [breaking('arguments-reordered', call, `was (${namesOf(was)}), is (${namesOf(now)})`)]
  return was.flatMap((old, index) => {
    const next = now[index] as Parameter
    if (!reads({ type: next.type, spec: after }, { type: old.type, spec: before }))
      return [breaking('argument-retyped', `${call}.${next.name}`, `was ${typeText(old.type)}, is ${typeText(next.type)}`)]
    return old.name === next.name ? [] : [safe(`${call}.${next.name}`, `an argument was called ${old.name}`)]
  })
}

function outputFindings(call: string, { before, after }: Specs): readonly Finding[] {
  const [was, now] = [before.output(call), after.output(call)]
  if (was === null && now === null) return []
  if (was !== null && now !== null && reads({ type: was, spec: before }, { type: now, spec: after })) return []
  const text = (type: typeof was) => (type === null ? 'nothing' : typeText(type))
  return [breaking('output-retyped', call, `answered with ${text(was)}, answers with ${text(now)}`)]
}

function namesOf(parameters: readonly Parameter[]): string {
  return parameters.map(({ name }) => name).join(', ')
}
