import type { DatabaseSync } from 'node:sqlite'
import { copyAddress, quoted, rowsOf } from './connection.ts'
import { columnsOf, keysOfTables, namesOf, type TableContent, type TableKey } from './content.ts'

/** Rows that a restore would take away and that others may have written: an upper bound, table by table. */
export interface RowsAtRisk {
  readonly rows: number
  readonly tables: readonly { readonly table: string; readonly rows: number }[]
}

/**
 * Counts row by row what the live database has otherwise than the standby. A table that is as the standby has it, or
 * exactly as the migration is known to leave it (`explained`), holds nothing of others. The version table is the tool's own.
 */
export function rowsAtRisk(
  live: DatabaseSync,
  {
    standby,
    now,
    before,
    explained,
    versionTable,
  }: {
    /** Path of the standby; null: it is gone, so a table that is not explained counts whole. */
    standby: string | null
    now: readonly TableContent[]
    before: readonly TableContent[]
    explained: readonly TableContent[]
    versionTable: string | null
  },
): RowsAtRisk {
  if (standby !== null) live.exec(`ATTACH '${copyAddress(standby).replaceAll("'", "''")}' AS standby`)
  try {
    const keys = new Map(keysOfTables(live).map((key) => [key.table, key]))
    const names = [...new Set([...now, ...before].map(({ table }) => table))].filter((name) => !isBookkeeping(name, versionTable))
    const tables = names.flatMap((table) => {
      const is = now.find((content) => content.table === table)
      const was = before.find((content) => content.table === table)
      const known = [was, explained.find((content) => content.table === table)]
      if (is !== undefined && known.some((content) => content?.fingerprint === is.fingerprint)) return []
      // Gone as the migration leaves it: what others had written to it before cannot be told, and goes with it anyway.
      if (is === undefined) return []
      const key = standby === null ? undefined : keys.get(table)
      const rows = was === undefined ? is.rows : countDifferent(live, { key, is, was })
      return rows === 0 ? [] : [{ table, rows }]
    })
    return { rows: tables.reduce((sum, { rows }) => sum + rows, 0), tables }
  } finally {
    if (standby !== null) live.exec('DETACH standby')
  }
}

/** `bookings 12, flights 1`. */
export function riskText({ tables }: RowsAtRisk): string {
  return tables.map(({ table, rows }) => `${table} ${rows}`).join(', ')
}

/** Inserted, updated and deleted rows. Of a table that has other columns than before, any row may be one. */
function countDifferent(live: DatabaseSync, { key, is, was }: { key: TableKey | undefined; is: TableContent; was: TableContent }): number {
  if (key === undefined || columnsOf(live, is.table, 'standby') !== is.columns) return Math.max(is.rows, was.rows)
  const name = quoted(is.table)
  // As literals: compared as they are, 'BOB' equals 'bob' under NOCASE, and 1 equals 1.0.
  const keys = literals(key.key)
  const values = literals(namesOf(live, is.table).map(quoted))
  const count = (text: string) => Number(rowsOf<{ rows: bigint }>(live, `SELECT count(*) AS rows FROM (${text})`)[0]?.rows ?? 0n)
  const found =
    count(`SELECT ${keys}, ${values} FROM main.${name} EXCEPT SELECT ${keys}, ${values} FROM standby.${name}`) +
    count(`SELECT ${keys} FROM standby.${name} EXCEPT SELECT ${keys} FROM main.${name}`)
  // EXCEPT drops what is there twice, and a literal ends at a NUL; the fingerprints saw a difference.
  return Math.max(found, Math.abs(is.rows - was.rows), 1)
}

function literals(columns: readonly string[]): string {
  return columns.map((column) => `quote(${column})`).join(', ')
}

/** The migration tool's own table, and counters that follow the rows. */
function isBookkeeping(table: string, versionTable: string | null): boolean {
  return table === 'sqlite_sequence' || table.toLowerCase() === versionTable?.toLowerCase()
}
