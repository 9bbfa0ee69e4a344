import { parseEnv } from 'node:util'
import { setVariables } from './env-file.ts'

export const envStoreFormats = ['dotenv', 'json', 'value'] as const
export type EnvStoreFormat = (typeof envStoreFormats)[number]

type Variables = Readonly<Record<string, string>>

/** What the command of a store reads on its standard input. Of `value` there is one variable at a time. */
export function inputOf(variables: Variables, format: EnvStoreFormat): string {
  switch (format) {
    case 'dotenv':
      return setVariables('', variables)
    case 'json':
      return JSON.stringify(variables)
    case 'value':
      return Object.values(variables).join('')
  }
}

/** What a store says it holds of these variables; null where it did not say it in its format. */
export function heldIn(text: string, names: readonly string[], format: EnvStoreFormat): Variables | null {
  switch (format) {
    case 'dotenv':
      return parseEnv(text) as Variables
    case 'json':
      return text.trim() === '' ? {} : objectIn(text)
    case 'value':
      return text === '' ? {} : Object.fromEntries(names.map((name) => [name, text]))
  }
}

function objectIn(text: string): Variables | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Variables) : null
  } catch {
    return null
  }
}
