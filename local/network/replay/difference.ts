/** Each level holds those before it: the results; then every entry, event and value; then all that the close meta tells. */
export const levels = ['result', 'state', 'meta'] as const
export type Level = (typeof levels)[number]

export interface Difference {
  level: Level
  /** What kind of thing differs: differences are counted by it. */
  what: string
  ledger: number
  /** Of the transaction; null when it is the ledger's. */
  index: number | null
  detail: string
}

/** A difference of a level fails the levels above it, too. */
export function counts(difference: Difference, wanted: Level): boolean {
  return levels.indexOf(difference.level) <= levels.indexOf(wanted)
}

/** A difference whose place is not known yet. */
export type Found = Pick<Difference, 'level' | 'what' | 'detail'>
