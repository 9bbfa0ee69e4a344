import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type Place, throwProblems } from '../core/problem.ts'
import { configMalformed } from './problems.ts'

export type Path = readonly (string | number)[]

/** A value read from YAML with the place of each of its parts. */
export interface Sourced {
  readonly value: unknown
  /** Place of every value, by its path as JSON. */
  readonly places: ReadonlyMap<string, Place>
  /** Place of every key of a map, by the path of its value as JSON. */
  readonly keys: ReadonlyMap<string, Place>
}

export const nothing: Sourced = { value: {}, places: new Map(), keys: new Map() }

/** Reads YAML 1.2; every syntax error is reported with line and column. */
export function readYaml(text: string, file: string): Sourced {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  throwProblems(document.errors.map((error) => configMalformed({ reason: error.message.replace(/\.$/, ''), at: placeAt(error.pos[0]) })))
  const places = new Map<string, Place>()
  const keys = new Map<string, Place>()
  const visit = (node: unknown, path: Path): void => {
    const start = (node as Node | null)?.range?.[0]
    if (start !== undefined) places.set(JSON.stringify(path), placeAt(start))
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, index])
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      const child = [...path, isScalar(key) ? String(key.value) : String(key)]
      const keyStart = (key as Node | null)?.range?.[0]
      if (keyStart !== undefined) keys.set(JSON.stringify(child), placeAt(keyStart))
      visit(value, child)
    }
  }
  visit(document.contents, [])
  return { value: document.toJS() ?? {}, places, keys }
}

/** The part of a source under a path, as a source of its own. */
export function partOf(source: Sourced, path: Path): Sourced {
  let value: unknown = source.value
  for (const key of path) value = (value as Record<string | number, unknown> | null | undefined)?.[key]
  const under = (places: ReadonlyMap<string, Place>) => new Map([...places].flatMap(([key, place]) => within(key, path, place)))
  return { value: value ?? null, places: under(source.places), keys: under(source.keys) }
}

/** The same source, standing under a path. */
export function nest(source: Sourced, path: Path): Sourced {
  const moved = (places: ReadonlyMap<string, Place>) =>
    new Map([...places].map(([key, place]) => [JSON.stringify([...path, ...(JSON.parse(key) as Path)]), place]))
  const value = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), source.value)
  return { value, places: moved(source.places), keys: moved(source.keys) }
}

/**
 * Lays one source over another: maps merge, everything else is replaced, null removes.
 * Lists named in `appended` (top-level keys) are added to, so that an overlay can only tighten them.
 */
export function overlay(base: Sourced, over: Sourced, appended: readonly string[] = []): Sourced {
  const places = new Map(base.places)
  const keys = new Map(base.keys)
  const lay = (below: unknown, above: unknown, path: Path, overPath: Path): unknown => {
    copyPlace(over, overPath, path, { places, keys })
    if (Array.isArray(above)) {
      const start = Array.isArray(below) && path.length === 1 && appended.includes(String(path[0])) ? below : []
      return [...start, ...above.map((item, index) => lay(undefined, item, [...path, start.length + index], [...overPath, index]))]
    }
    if (!isPlainMap(above)) return above
    const merged: Record<string, unknown> = isPlainMap(below) ? { ...below } : {}
    for (const [key, item] of Object.entries(above)) {
      if (item === null) delete merged[key]
      else merged[key] = lay(merged[key], item, [...path, key], [...overPath, key])
    }
    return merged
  }
  return { value: lay(base.value, over.value, [], []), places, keys }
}

/** The place of a value, or of the nearest thing around it. */
export function placeOf(source: Sourced, path: Path): Place | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = source.places.get(JSON.stringify(path.slice(0, length)))
    if (place !== undefined) return place
  }
  return null
}

/** The place of a key, or of the nearest thing around it. */
export function placeOfKey(source: Sourced, path: Path): Place | null {
  return source.keys.get(JSON.stringify(path)) ?? placeOf(source, path)
}

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function copyPlace(from: Sourced, fromPath: Path, toPath: Path, to: { places: Map<string, Place>; keys: Map<string, Place> }): void {
  const place = from.places.get(JSON.stringify(fromPath))
  if (place !== undefined) to.places.set(JSON.stringify(toPath), place)
  const key = from.keys.get(JSON.stringify(fromPath))
  if (key !== undefined) to.keys.set(JSON.stringify(toPath), key)
}

function within(key: string, path: Path, place: Place): [string, Place][] {
  const full = JSON.parse(key) as Path
  return path.every((part, index) => full[index] === part) ? [[JSON.stringify(full.slice(path.length)), place]] : []
}
