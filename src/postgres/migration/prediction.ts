/** How long one migration took, or the whole command where another tool runs them. */
export interface MigrationTime {
  readonly migration: string
  readonly ms: number
}

/** What the rehearsal said of a migration, and what production then took. */
export interface Prediction extends MigrationTime {
  readonly predictedMs: number
  /** Whether neither is more than twice the other. */
  readonly within2x: boolean
}

/** Differences below this are those of a round trip. */
const noiseMs = 10

/** Of the migrations that both have run. */
export function judgePredictions(rehearsed: readonly MigrationTime[], real: readonly MigrationTime[]): Prediction[] {
  return real.flatMap(({ migration, ms }) => {
    const predictedMs = rehearsed.find((found) => found.migration === migration)?.ms
    if (predictedMs === undefined) return []
    const within2x = Math.abs(ms - predictedMs) <= noiseMs || (ms <= 2 * predictedMs && predictedMs <= 2 * ms)
    return [{ migration, predictedMs, ms, within2x }]
  })
}
