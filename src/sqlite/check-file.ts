import type { DatabaseSync } from 'node:sqlite'
import { isCorrupt, rowsOf } from './connection.ts'

/** What SQLite's own checks find in a database, for people; empty: nothing. Rows that refer to none are told by table. */
export interface FileCheck {
  readonly damage: readonly string[]
  readonly danglingRows: Readonly<Record<string, number>>
}

const mostFindings = 5

/** integrity_check and foreign_key_check. https://www.sqlite.org/pragma.html#pragma_integrity_check */
export function checkFile(database: DatabaseSync): FileCheck {
  try {
    const found = rowsOf<{ integrity_check: string }>(database, `PRAGMA integrity_check(${mostFindings})`)
    const damage = found.map(({ integrity_check: text }) => text).filter((text) => text !== 'ok')
    return { damage, danglingRows: damage.length === 0 ? danglingRows(database) : {} }
  } catch (cause) {
    if (!isCorrupt(cause)) throw cause
    return { damage: [(cause as Error).message], danglingRows: {} }
  }
}

/** Rows that refer to none and did not before. A schema that names a table which is not there cannot be asked. */
export function newlyDangling(before: FileCheck, now: FileCheck): string[] {
  return Object.entries(now.danglingRows).flatMap(([table, rows]) => {
    const more = rows - (before.danglingRows[table] ?? 0)
    return more > 0 ? [`${table}: ${more} rows refer to rows that are not there`] : []
  })
}

function danglingRows(database: DatabaseSync): Record<string, number> {
  try {
    const rows = rowsOf<{ table: string; rows: bigint }>(
      database,
      'SELECT "table", count(*) AS rows FROM pragma_foreign_key_check GROUP BY "table"',
    )
    return Object.fromEntries(rows.map(({ table, rows: count }) => [table, Number(count)]))
  } catch (cause) {
    if (/foreign key mismatch|no such table/.test((cause as Error).message)) return {}
    throw cause
  }
}
