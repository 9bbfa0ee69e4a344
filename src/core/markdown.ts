/** Text of a job summary. */
export type Markdown = string

export function heading(text: string, level = 3): Markdown {
  return `${'#'.repeat(level)} ${text}\n\n`
}

/** A table; cells are escaped. Nothing for no rows. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): Markdown {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  return `${[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')}\n\n`
}

export function paragraph(text: string): Markdown {
  return text === '' ? '' : `${text}\n\n`
}

/** Inline code, safe against backticks inside. */
export function code(text: string): Markdown {
  return `\`${text.replaceAll('`', "'")}\``
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>')
}
