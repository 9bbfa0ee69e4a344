/** What is known of the live database after its migration failed. */
export interface AfterFailure {
  /** Schema, version table and every row are what the backup holds, or what was there right before the migration. */
  readonly same: boolean
  readonly schemaSame: boolean
  /** Proved that nobody else committed since the backup. */
  readonly onlyOurs: boolean
  readonly atRisk: { readonly rows: number; readonly text: string }
  readonly maxLostRows: number
  /** A person asked for the state of the backup: only the limit of lost rows is left to judge. */
  readonly isAsked: boolean
}

/** `unchanged`: nothing to do. `restore`: the standby is put over it. `hold`: a person decides. */
export type WayBack =
  | { readonly do: 'unchanged' }
  | { readonly do: 'restore'; readonly lostRows: number }
  | { readonly do: 'hold'; readonly because: string }

/** Nothing that others may have written is lost beyond the limit. */
export function wayBack({ same, schemaSame, onlyOurs, atRisk, maxLostRows, isAsked }: AfterFailure): WayBack {
  if (same) return { do: 'unchanged' }
  if (onlyOurs) return { do: 'restore', lostRows: 0 }
  if (schemaSame && atRisk.rows > 0 && !isAsked)
    return {
      do: 'hold',
      because: `schema and version are as before, ${atRisk.rows} rows are not (${atRisk.text}), and whose they are cannot be told`,
    }
  if (atRisk.rows > maxLostRows)
    return {
      do: 'hold',
      because: `${atRisk.rows} rows may have been written by others since the backup (${atRisk.text}), and sqlite.max-lost-rows is ${maxLostRows}`,
    }
  return { do: 'restore', lostRows: atRisk.rows }
}
