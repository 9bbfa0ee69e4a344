import { code, type Markdown, table } from '../../src/core/markdown.ts'

/** What is read of a JSON Schema (2020-12). */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
}

/** Every key of a section: its path, what it may be, its default, its meaning. `NAME` is a name of yours, `[]` an item of a list. */
export function keyTable(schema: JsonSchema): Markdown {
  const rows = keysOf(schema, []).map(({ path, schema: value, need }) => [code(path), formOf(value), need, value.description ?? ''])
  // Kinds share keys: what is the same of all is told once.
  const told = new Map(rows.map((row) => [JSON.stringify(row), row]))
  return table(['key', 'value', 'default', 'meaning'], [...told.values()])
}

interface Key {
  readonly path: string
  readonly schema: JsonSchema
  /** Its default, or whether it has to be there. */
  readonly need: string
}

function keysOf(schema: JsonSchema, path: readonly string[]): Key[] {
  const { additionalProperties, items } = schema
  const maps = kindsOf(schema).filter((kind) => kind.properties !== undefined)
  return [
    ...maps.flatMap((map) =>
      Object.entries(map.properties ?? {}).flatMap(([name, value]) => {
        const own = [...path, name]
        return [{ path: own.join('.').replaceAll('.[]', '[]'), schema: value, need: needOf(name, { map, maps }) }, ...keysOf(value, own)]
      }),
    ),
    ...kindsOf(schema).flatMap((kind) => (kind === schema ? [] : keysOf({ ...kind, properties: {} }, path))),
    ...(typeof additionalProperties === 'object' ? keysOf(additionalProperties, [...path, 'NAME']) : []),
    ...(items === undefined ? [] : keysOf(items, [...path, '[]'])),
  ]
}

function kindsOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(kindsOf)
}

function needOf(name: string, { map, maps }: { map: JsonSchema; maps: readonly JsonSchema[] }): string {
  const fallback = map.properties?.[name]?.default
  const isPlain = typeof fallback !== 'object' || (Array.isArray(fallback) && fallback.length > 0)
  if (fallback !== undefined && fallback !== '') return isPlain ? code([fallback].flat().join(', ')) : ''
  if (!map.required?.includes(name)) return ''
  return maps.every(({ properties }) => properties !== undefined && name in properties) ? 'required' : 'kind'
}

function formOf(schema: JsonSchema): string {
  return [...new Set(kindsOf(schema).map(formOfKind))].join(' or ')
}

function formOfKind({ type, const: only, enum: choices, items, properties, additionalProperties }: JsonSchema): string {
  if (only !== undefined) return code(String(only))
  if (choices !== undefined) return choices.map((choice) => code(String(choice))).join(', ')
  if (type === 'array') return items === undefined ? 'list' : `list of ${formOf(items)}`
  if (type === undefined) return properties === undefined && additionalProperties === undefined ? 'anything' : 'map'
  return { string: 'text', object: 'map', boolean: '`true`, `false`', integer: 'number' }[type] ?? type
}
