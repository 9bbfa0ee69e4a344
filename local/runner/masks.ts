/** The values that must not be seen, in the forms that GitHub's runner masks (actions/runner, ValueEncoders.cs). */
export class Masks {
  readonly #values = new Set<string>()
  #longestFirst: string[] | null = null

  /** Masks a value, each line of it, and its encoded forms. */
  add(value: string): void {
    for (const part of new Set([value, ...value.split(/\r?\n/)])) {
      if (part === '') continue
      for (const form of formsOf(part)) this.#values.add(form)
    }
    this.#longestFirst = null
  }

  /** The text with every masked value as `***`; values that touch or overlap become one. */
  apply(text: string): string {
    const covered = this.#ranges(text)
    if (covered.length === 0) return text
    let masked = ''
    let position = 0
    for (const { start, end } of covered) {
      masked += `${text.slice(position, start)}***`
      position = end
    }
    return masked + text.slice(position)
  }

  /** Whether the text holds a masked value: the runner drops such a job output. */
  touches(text: string): boolean {
    return this.#longest().some((value) => text.includes(value))
  }

  #longest(): string[] {
    this.#longestFirst ??= [...this.#values].sort((one, other) => other.length - one.length)
    return this.#longestFirst
  }

  #ranges(text: string): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = []
    for (const value of this.#longest()) {
      for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1))
        found.push({ start, end: start + value.length })
    }
    found.sort((one, other) => one.start - other.start)
    const merged: { start: number; end: number }[] = []
    for (const range of found) {
      const last = merged.at(-1)
      if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end)
      else merged.push({ ...range })
    }
    return merged
  }
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  return [
    value,
    ...[0, 1, 2].map((shift) => (bytes.length > shift ? bytes.subarray(shift) : bytes).toString('base64')),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    value.replace(/[<>&"']/g, (character) => xmlEscapes[character] ?? character),
    value.replaceAll("'", "''"),
    value.replaceAll('"', '\\"'),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value,
  ]
}

const xmlEscapes: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' }
