import type { z } from 'zod'
import type { Problem } from '../core/problem.ts'
import { didYouMean } from '../core/suggestion.ts'
import { configInvalid, configTwoKinds, configUnknownKey } from './problems.ts'
import { isPlainMap, type Path, placeOf, placeOfKey, type Sourced } from './source.ts'

type Issue = z.core.$ZodIssue

/** The problems behind what a schema refused, each at the place of the key or value it is about. */
export function problemsOfIssues(issues: readonly Issue[], { source, schema }: { source: Sourced; schema: z.ZodType }): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, { source, schema, within: [] }))
}

function problemsOfIssue(issue: Issue, context: { source: Sourced; schema: unknown; within: Path }): Problem[] {
  const path = [...context.within, ...(issue.path as Path)]
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(context.schema, issue.path as Path)
    return issue.keys.map((key) =>
      configUnknownKey({ key, within: pathText(path), hint: didYouMean(key, known), at: placeOfKey(context.source, [...path, key]) }),
    )
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return problemsOfUnion(issue, { source: context.source, schema: context.schema, path })
  return [configInvalid({ path: pathText(path), reason: lowerFirst(issue.message), at: placeOf(context.source, path) })]
}

/** Of a union of kinds, only the kind that was meant is told about: the one whose schema minds the fewest keys. */
function problemsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  { source, schema, path }: { source: Sourced; schema: unknown; path: Path },
): Problem[] {
  const options = unionOptions(schemaAt(schema, issue.path as Path))
  const value = valueAt(source.value, path)
  const given = isPlainMap(value) ? kindsGiven(value, options) : []
  if (given.length > 1)
    return [configTwoKinds({ path: pathText(path), kinds: given.join(', '), at: placeOfKey(source, [...path, given[1] ?? '']) })]
  const meant = issue.errors
    .map((errors, index) => ({ errors, option: options[index], weight: weightOf(errors as Issue[], value, options[index]) }))
    .sort((a, b) => a.weight - b.weight)[0]
  if (meant === undefined) return []
  if (isPlainMap(value) && meant.weight >= notThisKind) {
    const kinds = options.flatMap((option) => requiredKeys(option))
    const key = Object.keys(value)[0] ?? ''
    return [configUnknownKey({ key, within: pathText(path), hint: didYouMean(key, kinds), at: placeOfKey(source, [...path, key]) })]
  }
  return meant.errors.flatMap((error) => problemsOfIssue(error as Issue, { source, schema: meant.option, within: path }))
}

/** Keys of a value that say of which kind it is; of more than one when no kind has them all. Those that every kind has say nothing. */
function kindsGiven(value: Readonly<Record<string, unknown>>, options: readonly unknown[]): string[] {
  const shapes = options.map((option) => Object.keys(definitionOf(option)?.shape ?? {}))
  const telling = new Set(options.flatMap(requiredKeys).filter((key) => !shapes.every((shape) => shape.includes(key))))
  const given = Object.keys(value).filter((key) => telling.has(key))
  return shapes.some((shape) => given.every((key) => shape.includes(key))) ? given.slice(0, 1) : given
}

const notThisKind = 1_000

function weightOf(errors: readonly Issue[], value: unknown, option: unknown): number {
  const kindMissing = isPlainMap(value) && requiredKeys(option).length > 0 && !requiredKeys(option).some((key) => key in value)
  const wrongShape = errors.some((error) => error.path.length === 0 && error.code === 'invalid_type')
  return errors.length + (kindMissing || wrongShape ? notThisKind : 0)
}

interface Definition {
  readonly type: string
  readonly shape?: Record<string, unknown>
  readonly innerType?: unknown
  readonly in?: unknown
  readonly element?: unknown
  readonly valueType?: unknown
  readonly options?: readonly unknown[]
}

function definitionOf(schema: unknown): Definition | null {
  const definition = (schema as { _zod?: { def?: Definition } } | null | undefined)?._zod?.def
  if (definition === undefined) return null
  const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.in : undefined)
  return inner === undefined ? definition : definitionOf(inner)
}

function schemaAt(schema: unknown, path: Path): unknown {
  let found: unknown = schema
  for (const key of path) {
    const definition = definitionOf(found)
    found = definition?.shape?.[key] ?? definition?.element ?? definition?.valueType ?? null
  }
  return found
}

function knownKeys(schema: unknown, path: Path): string[] {
  return Object.keys(definitionOf(schemaAt(schema, path))?.shape ?? {})
}

function unionOptions(schema: unknown): readonly unknown[] {
  return definitionOf(schema)?.options ?? []
}

function requiredKeys(schema: unknown): string[] {
  const shape = definitionOf(schema)?.shape ?? {}
  return Object.entries(shape).flatMap(([key, part]) => {
    const type = (part as { _zod?: { def?: Definition } })._zod?.def?.type
    return type === 'optional' || type === 'default' || type === 'prefault' ? [] : [key]
  })
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<string | number, unknown> | null | undefined)?.[key], value)
}

function pathText(path: Path): string {
  return path.length === 0 ? 'fairlead.yml' : path.join('.')
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
