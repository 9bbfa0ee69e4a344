import { isPlainMap, type Path } from './source.ts'

/** A `${name}` inside a text. */
export interface Reference {
  readonly name: string
  readonly path: Path
}

const pattern = /\$\{([^${}]*)\}/g

/** The names between `${` and `}` of a text, in order. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(pattern)].map((match) => (match[1] ?? '').trim())
}

/** Every reference in a value, with the path of the text it stands in. */
export function allReferences(value: unknown, path: Path = []): Reference[] {
  if (typeof value === 'string') return referencesIn(value).map((name) => ({ name, path }))
  if (Array.isArray(value)) return value.flatMap((item, index) => allReferences(item, [...path, index]))
  if (isPlainMap(value)) return Object.entries(value).flatMap(([key, item]) => allReferences(item, [...path, key]))
  return []
}

/** Puts values in the place of references. `textOf` throws the problem of a name that has none. */
export function replaceReferences(text: string, textOf: (name: string) => string): string {
  return text.replaceAll(pattern, (_, name: string) => textOf(name.trim()))
}

/** What gives values to references, by full name. A value may be computed when it is asked for. */
export type ReferenceValues = ReadonlyMap<string, string | (() => string)>
