import type { RowsWritten } from './written-rows.ts'

/** What is known of the live database after its migration failed. */
export interface AfterFailure {
  /** Schema, version table and every row are what the backup holds. */
  readonly same: boolean
  /** Schema and version table are; rows may not be. */
  readonly schemaSame: boolean
  /** Names of others who were active since the backup; empty: proved that nobody was; null: not watched all the time. */
  readonly others: readonly string[] | null
  /** Rows written since the backup, the migration's own among them. */
  readonly written: RowsWritten
  readonly maxLostRows: number
}

/** `unchanged`: nothing to do. `swap`: the standby takes the place. `hold`: a person decides. */
export type WayBack =
  | { readonly do: 'unchanged' }
  | { readonly do: 'swap'; readonly lostRows: number }
  | { readonly do: 'hold'; readonly because: string }

/** Nothing that others wrote is lost beyond the limit, and nothing is lost that cannot be counted. */
export function wayBack({ same, schemaSame, others, written, maxLostRows }: AfterFailure): WayBack {
  if (same) return { do: 'unchanged' }
  // Nobody else was there, so every row written is the migration's own.
  if (others !== null && others.length === 0) return { do: 'swap', lostRows: 0 }
  const who =
    others === null ? 'who was active since the backup is not known' : `others were active since the backup (${others.join(', ')})`
  if (schemaSame) {
    return { do: 'hold', because: `schema and version are as before, rows were written, and ${who}: whose rows they are cannot be told` }
  }
  if (written.rows === null) return { do: 'hold', because: `${who}, and the rows written cannot be counted` }
  if (written.rows > maxLostRows) {
    return { do: 'hold', because: `${who}, up to ${written.rows} rows were written, and database.max-lost-rows is ${maxLostRows}` }
  }
  return { do: 'swap', lostRows: written.rows }
}
