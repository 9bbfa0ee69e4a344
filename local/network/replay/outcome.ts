import { counts, type Difference, type Level } from './difference.ts'

/** What became of one scenario. */
export interface Outcome {
  id: string
  name: string
  protocol: number
  ledgers: number
  transactions: number
  differences: readonly Difference[]
}

/** A scenario passes a level when every ledger in it does. */
export function passes({ differences }: Outcome, level: Level): boolean {
  return !differences.some((difference) => counts(difference, level))
}

/** What the scenario is about: its name up to the first hyphen. */
export function familyOf({ name }: Outcome): string {
  return name.split('-', 1)[0] ?? name
}
