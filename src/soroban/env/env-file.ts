/**
 * The text of an env file with these variables set: every other line, comment and line ending stays byte for byte.
 * A variable that stands there several times is set everywhere, since readers differ in which one they take.
 */
export function setVariables(text: string, variables: Readonly<Record<string, string>>): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n'
  const missing = new Map(Object.entries(variables))
  const kept = text.replaceAll(
    /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_]*)([ \t]*=)[^\r\n]*/gm,
    (line, before: string, name: string, equals: string) => {
      const value = variables[name]
      if (value === undefined || !Object.hasOwn(variables, name)) return line
      missing.delete(name)
      return `${before}${name}${equals}${quoted(value)}`
    },
  )
  if (missing.size === 0) return kept
  const start = kept === '' || kept.endsWith('\n') ? kept : `${kept}${ending}`
  return `${start}${[...missing].map(([name, value]) => `${name}=${quoted(value)}${ending}`).join('')}`
}

/** `flight-registry` -> `FLIGHT_REGISTRY_CONTRACT_ID`. */
export function variableOf(contract: string): string {
  return `${contract.toUpperCase().replaceAll('-', '_')}_CONTRACT_ID`
}

/**
 * Plain where every reader of env files agrees on it; else in single quotes, which nobody looks into; a value that has
 * one itself, or several lines, in double quotes.
 */
function quoted(value: string): string {
  if (/^[A-Za-z0-9_./:@%+,-]*$/.test(value)) return value
  if (!/['\r\n]/.test(value)) return `'${value}'`
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `"${escaped}"`
}
