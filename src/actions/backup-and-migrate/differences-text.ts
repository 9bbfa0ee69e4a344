const mostShown = 5

/** The first differences, and how many more there are. */
export function differencesText(differences: readonly string[]): string {
  const more = differences.length > mostShown ? ` and ${differences.length - mostShown} more` : ''
  return `${differences.slice(0, mostShown).join('; ')}${more}`
}

/**
 * The state of a live database whose schema and version a rehearsal left as they were. `written`: rows of it that are
 * otherwise now; whether services wrote them or a command that went its own way cannot be told.
 */
export function untouchedText(written: string): string {
  const state =
    written === ''
      ? 'The live database was not touched.'
      : `Schema and version of the live database are as before. Rows of it were written meanwhile (${written}): by others, or by the command, where it does not take its database from DATABASE_URL.`
  return `${state} The verified backup is kept.`
}
