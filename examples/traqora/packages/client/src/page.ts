/** Puts the configuration of this start into the page; the browser's script reads it from there. */
export function renderPage(template: string, configuration: Record<string, unknown>): string {
  // A `<` would let a value end the script element it stands in.
  const json = JSON.stringify(configuration).replaceAll('<', '\\u003c')
  return template.replace('"__CONFIGURATION__"', () => json)
}
