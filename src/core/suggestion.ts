import { closest, distance } from 'fastest-levenshtein'

/** The known name that was most likely meant, or null when none is near. */
export function suggestion(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null
  const nearest = closest(name, [...known])
  return distance(name, nearest) <= Math.max(2, Math.floor(name.length / 3)) ? nearest : null
}

/** ` Did you mean "x"?` or the list of what is known: the end of a message about an unknown name. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = suggestion(name, known)
  if (near !== null) return ` Did you mean "${near}"?`
  return known.length === 0 ? '' : ` Known are: ${[...known].sort().join(', ')}.`
}
