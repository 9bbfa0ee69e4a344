import type { Runner } from './runner.ts'

/** Shorter texts are neither masked nor looked for: masking `app` would tear every log and drop every output. */
const shortestSecret = 8

/** What must never be seen. Learned when it is first resolved, before anything can log it. */
export interface Secrets {
  /** Masks a secret and remembers it under a public name (`env.DATABASE_URL`). Returns the value. */
  learn(name: string, value: string): string
  /** The public name of a known secret that stands in this text, or null. */
  foundIn(text: string): string | null
  /** The text with every known secret replaced by its name. */
  redact(text: string): string
}

export function rememberSecrets(runner: Pick<Runner, 'mask'>): Secrets {
  const known = new Map<string, string>()
  /** A secret that begins like another would leave its end behind if the shorter one were replaced first. */
  let longestFirst: readonly (readonly [string, string])[] = []
  return {
    learn(name, value) {
      for (const form of formsOf(value)) {
        if (form.length < shortestSecret || known.has(form)) continue
        runner.mask(form)
        known.set(form, name)
        longestFirst = [...known].sort(([one], [other]) => other.length - one.length)
      }
      return value
    },
    foundIn(text) {
      for (const [value, name] of known) if (text.includes(value)) return name
      return null
    },
    redact(text) {
      let redacted = text
      for (const [value, name] of longestFirst) redacted = redacted.replaceAll(value, `[${name}]`)
      return redacted
    },
  }
}

/** A secret as it may turn up elsewhere: itself, each of its lines, and the password inside a connection string, raw and decoded. */
function formsOf(value: string): string[] {
  const password = URL.canParse(value) ? new URL(value).password : ''
  return [value, ...value.split(/\r?\n/), password, safelyDecoded(password)].filter((form) => form !== '')
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
