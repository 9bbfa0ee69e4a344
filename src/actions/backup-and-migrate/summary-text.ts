/** A row with all that there is of a kind; none where there is nothing. */
export function listed(title: string, lines: unknown): string[][] {
  return Array.isArray(lines) && lines.length > 0 ? [[title, lines.map(String).join('; ')]] : []
}

export function text(value: unknown): string {
  return value === null || value === undefined ? 'unknown' : String(value)
}
