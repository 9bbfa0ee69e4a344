/** An SQL identifier, quoted: `"odd ""name"""`. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** An SQL text literal. */
export function literal(text: string | null): string {
  if (text === null) return 'NULL'
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** A name with or without its schema, as settings have it: every part is meant as it is written. */
export function qualifiedIdentifier(name: string): string {
  return name.split('.').map(identifier).join('.')
}
