import { isMap, parseDocument } from 'yaml'
import { setVariables } from './env-file.ts'

export const envFormats = ['dotenv', 'json', 'yaml'] as const
export type EnvFormat = (typeof envFormats)[number]

/** By the end of the name; what is neither JSON nor YAML is read as lines of NAME=value. */
export function formatOf(path: string): EnvFormat {
  if (path.endsWith('.json')) return 'json'
  return /\.ya?ml$/.test(path) ? 'yaml' : 'dotenv'
}

/**
 * The text of a file with these variables set, on its top level; everything else stays. A text that says all of it
 * already is answered byte for byte. The reason why not, where the text is no map of its format.
 */
export function withVariables(
  text: string,
  variables: Readonly<Record<string, string>>,
  format: EnvFormat,
): { readonly text: string } | { readonly reason: string } {
  switch (format) {
    case 'dotenv':
      return { text: setVariables(text, variables) }
    case 'json':
      return inJson(text, variables)
    case 'yaml':
      return inYaml(text, variables)
  }
}

type Rendered = ReturnType<typeof withVariables>

function inJson(text: string, variables: Readonly<Record<string, string>>): Rendered {
  const read = text.trim() === '' ? {} : parsedJson(text)
  if (read === null) return { reason: 'it is not JSON' }
  if (typeof read !== 'object' || Array.isArray(read)) return { reason: 'it is not an object' }
  const known = read as Readonly<Record<string, unknown>>
  if (text !== '' && holdsAll(known, variables)) return { text }
  const indent = /^[{]\s*\n([ \t]+)"/.exec(text)?.[1] ?? 2
  return { text: `${JSON.stringify({ ...known, ...variables }, null, indent)}\n` }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Comments and the order of keys stay. */
function inYaml(text: string, variables: Readonly<Record<string, string>>): Rendered {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) return { reason: `it is not YAML: ${error.message.split('\n')[0]}` }
  if (document.contents !== null && !isMap(document.contents)) return { reason: 'it is not a map' }
  if (document.contents !== null && holdsAll(document.toJS() as Record<string, unknown>, variables)) return { text }
  for (const [name, value] of Object.entries(variables)) document.set(name, value)
  return { text: document.toString({ lineWidth: 0 }) }
}

function holdsAll(known: Readonly<Record<string, unknown>>, variables: Readonly<Record<string, string>>): boolean {
  return Object.entries(variables).every(([name, value]) => Object.hasOwn(known, name) && known[name] === value)
}
