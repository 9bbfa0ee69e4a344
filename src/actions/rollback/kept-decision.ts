import type { Decision } from './situation.ts'

/** What there is to know before a swap of the database is undone. All of it is read, nothing is remembered. */
export interface KeptSituation {
  /** The database that is live now: the one that the swap put there, the one it took away, or neither. */
  readonly live: 'swapped-in' | 'kept-one' | 'another'
  /** The database that was put aside: closed all the time, taking connections (by somebody else's hand), or not there. */
  readonly kept: 'closed' | 'open' | 'gone'
  readonly keptUntil: string
  /** A release that began to migrate after the swap; null: none did. */
  readonly migratedSince: string | null
  /** Rows written since the swap, an upper bound. Null: cannot be known. */
  readonly rowsWritten: number | null
  /** A run that was killed in a swap left the database closed: what was written is counted when it is open again. */
  readonly leftClosed: boolean
  readonly written: readonly { readonly table: string; readonly rows: number }[]
  readonly maxLostRows: number
  /** Whose migration the kept database holds. */
  readonly release: string
}

/** Whether the database that a swap put aside may take its place again: only when nothing was built on the other one. */
export function decideUndo(situation: KeptSituation): Decision<'undo-swap'> {
  const { live, release, rowsWritten, leftClosed, maxLostRows, written } = situation
  if (live === 'kept-one') return { decision: 'none', steps: [], loses: [], because: 'the kept database is the live one already' }
  const refusal = refusalOf(situation)
  if (refusal !== null) return { decision: 'hold', steps: [], loses: [], because: refusal }
  const tables = written.map(({ table, rows }) => `${table} ${rows}`).join(', ')
  return {
    decision: 'revert',
    steps: ['undo-swap'],
    loses: [
      `at most ${leftClosed ? maxLostRows : (rowsWritten ?? 0)} rows written since the swap${tables === '' ? '' : ` (${tables})`}`,
      `users meet the schema of ${release} again: switch them to that release, or go back with mode: database`,
    ],
    because: `the database that the way back of ${release} put aside is as it was left`,
  }
}

function refusalOf({ live, kept, keptUntil, migratedSince, rowsWritten, leftClosed, maxLostRows }: KeptSituation): string | null {
  if (live === 'another') return 'the live database is not the one that the swap put there: it was replaced since'
  if (kept === 'gone') return `the kept database is not there any more: it was to be kept until ${keptUntil}`
  if (kept === 'open') return 'the kept database takes connections: what it holds now is not what was kept'
  if (migratedSince !== null) return `${migratedSince} has migrated the live database since`
  if (leftClosed) return null
  if (rowsWritten === null) return 'it is not known how many rows were written since the swap'
  return rowsWritten > maxLostRows ? `${rowsWritten} rows were written since the swap and max-lost-rows is ${maxLostRows}` : null
}
