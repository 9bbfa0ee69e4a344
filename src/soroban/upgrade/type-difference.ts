import { type TypeDefinition, typeText, type UserType } from '../spec/spec.ts'
import { reads } from '../spec/type-compatibility.ts'
import type { Specs } from './function-difference.ts'
import { breaking, type Finding, safe } from './upgrade-finding.ts'

/** What values that are stored, or that callers hold, would notice of an upgrade: every type that both specs name. */
export function typeFindings(specs: Specs): readonly Finding[] {
  return specs.before.userTypes.flatMap((was) => {
    const name = was.value.name.toString()
    const now = specs.after.userType(name)
    // soroban-sdk 28 leaves types out of the spec that only storage uses.
    if (now === null) return [safe(name, 'no longer in the spec, so it cannot be compared')]
    return oneType(name, { was, now, specs })
  })
}

interface Compared {
  readonly was: UserType
  readonly now: UserType
  readonly specs: Specs
}

const kinds: Readonly<Record<UserType['type'], string>> = {
  scSpecEntryUdtStructV0: 'a struct',
  scSpecEntryUdtUnionV0: 'an enum with values',
  scSpecEntryUdtEnumV0: 'an enum of numbers',
  scSpecEntryUdtErrorEnumV0: 'an enum of errors',
}

function oneType(name: string, { was, now, specs }: Compared): readonly Finding[] {
  if (was.type === 'scSpecEntryUdtStructV0' && now.type === was.type) return fieldFindings(name, membersOf(was), membersOf(now), specs)
  if (was.type === 'scSpecEntryUdtUnionV0' && now.type === was.type) return caseFindings(name, membersOf(was), membersOf(now), specs)
  if (was.type === 'scSpecEntryUdtEnumV0' && now.type === was.type) return numberFindings(name, numbersOf(was), numbersOf(now))
  if (was.type === 'scSpecEntryUdtErrorEnumV0' && now.type === was.type) return errorFindings(name, numbersOf(was), numbersOf(now))
  return [breaking('type-changed', name, `was ${kinds[was.type]}, is ${kinds[now.type]}`)]
}

/** A field with its type, or a case with what it holds. */
type Members = ReadonlyMap<string, readonly TypeDefinition[]>

function membersOf(entry: UserType): Members {
  if (entry.type === 'scSpecEntryUdtStructV0') return new Map(entry.value.fields.map(({ name, type }) => [name.toString(), [type]]))
  if (entry.type !== 'scSpecEntryUdtUnionV0') return new Map()
  return new Map(
    entry.value.cases.map((one) => [one.value.name.toString(), one.type === 'scSpecUdtUnionCaseTupleV0' ? one.value.type : []]),
  )
}

function fieldFindings(type: string, was: Members, now: Members, specs: Specs): readonly Finding[] {
  return [
    ...[...was].flatMap(([field, old]) => {
      const next = now.get(field)
      if (next === undefined) return [breaking('field-removed', `${type}.${field}`, `the new code knows no such field`)]
      return holdsAll(next, old, specs) ? [] : [breaking('field-retyped', `${type}.${field}`, `was ${textOf(old)}, is ${textOf(next)}`)]
    }),
    ...[...now].flatMap(([field, next]) =>
      was.has(field) ? [] : [breaking('field-added', `${type}.${field}`, `values from before have no ${field} (${textOf(next)})`)],
    ),
  ]
}

function caseFindings(type: string, was: Members, now: Members, specs: Specs): readonly Finding[] {
  return [
    ...[...was].flatMap(([name, old]) => {
      const next = now.get(name)
      if (next === undefined) return [breaking('case-removed', `${type}.${name}`, 'the new code knows no such case')]
      return holdsAll(next, old, specs)
        ? []
        : [breaking('case-retyped', `${type}.${name}`, `held (${textOf(old)}), holds (${textOf(next)})`)]
    }),
    ...[...now.keys()].flatMap((name) => (was.has(name) ? [] : [safe(`${type}.${name}`, 'a new case')])),
  ]
}

function holdsAll(next: readonly TypeDefinition[], old: readonly TypeDefinition[], { before, after }: Specs): boolean {
  return (
    next.length === old.length &&
    next.every((type, index) => reads({ type, spec: after }, { type: old[index] as TypeDefinition, spec: before }))
  )
}

type Numbers = ReadonlyMap<string, number>

function numbersOf(entry: UserType): Numbers {
  if (entry.type !== 'scSpecEntryUdtEnumV0' && entry.type !== 'scSpecEntryUdtErrorEnumV0') return new Map()
  return new Map(entry.value.cases.map(({ name, value }) => [name.toString(), value]))
}

function numberFindings(type: string, was: Numbers, now: Numbers): readonly Finding[] {
  return [
    ...[...was].flatMap(([name, value]) => {
      const next = now.get(name)
      if (next === value) return []
      if (next !== undefined) return [breaking('case-renumbered', `${type}.${name}`, `was ${value}, is ${next}`)]
      const other = nameOf(value, now)
      return other === null
        ? [breaking('case-removed', `${type}.${name}`, 'the new code knows no such case')]
        : [breaking('value-reused', `${type}.${other}`, `${value} was ${name}`)]
    }),
    ...added(type, was, now, 'a new case'),
  ]
}

function errorFindings(type: string, was: Numbers, now: Numbers): readonly Finding[] {
  return [
    ...[...was].flatMap(([name, code]) => {
      const next = now.get(name)
      if (next === code) return []
      if (next !== undefined) return [breaking('error-renumbered', `${type}.${name}`, `was #${code}, is #${next}`)]
      const other = nameOf(code, now)
      return other === null
        ? [safe(`${type}.${name}`, 'an error that no longer occurs')]
        : [breaking('error-reused', `${type}.${other}`, `#${code} was ${name}`)]
    }),
    ...added(type, was, now, 'a new error'),
  ]
}

/** Names whose number nobody used before: those that took one over are told already. */
function added(type: string, was: Numbers, now: Numbers, what: string): readonly Finding[] {
  return [...now].flatMap(([name, value]) => (was.has(name) || nameOf(value, was) !== null ? [] : [safe(`${type}.${name}`, what)]))
}

function nameOf(value: number, numbers: Numbers): string | null {
  return [...numbers].find(([, one]) => one === value)?.[0] ?? null
}

function textOf(types: readonly TypeDefinition[]): string {
  return types.map(typeText).join(', ')
}
