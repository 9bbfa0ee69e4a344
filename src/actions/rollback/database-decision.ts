import { durationText } from '../../core/duration.ts'
import type { Decision, Situation } from './situation.ts'

/** What of a situation says whether the backup may become the live database. */
export type DatabaseSituation = Pick<Situation, 'standby' | 'rowsAtRisk' | 'written' | 'walBytes' | 'leftClosed' | 'cost' | 'maxLostRows'>

/** Where nothing can be swapped in. */
export const noDatabase: DatabaseSituation = {
  standby: 'gone',
  rowsAtRisk: null,
  written: [],
  walBytes: null,
  leftClosed: false,
  cost: '',
  maxLostRows: 0,
}

/**
 * For `mode: database`: a person has decided that the backup of a release takes the place of the live database, whatever
 * users are on. Only the limit of lost rows is left to judge.
 */
export function decideDatabase(situation: DatabaseSituation, { isSwapped, release }: { isSwapped: boolean; release: string }): Decision {
  if (isSwapped) return { decision: 'none', steps: [], loses: [], because: `the backup of ${release} is the live database already` }
  const refusal = databaseRefusal(situation)
  if (refusal !== null) return { decision: 'hold', steps: [], loses: [], because: `the database cannot be put back: ${refusal}` }
  return {
    decision: 'revert',
    steps: ['database'],
    loses: [databaseLoss(situation)],
    because: `a person asked for the database of before ${release}, whatever users are on`,
  }
}

/** Why the backup may not take the place of the live database; null: it may. */
export function databaseRefusal(situation: DatabaseSituation): string | null {
  const { standby, rowsAtRisk, leftClosed, cost, maxLostRows } = situation
  if (standby === 'gone') return 'there is no standby database and no backup to make it of'
  if (standby === 'sealed') return 'the standby database is gone, and its backup is encrypted: give its key as the input age-identity'
  if (leftClosed) return null
  if (rowsAtRisk === null) return 'it is not known how many rows were written since the backup'
  if (rowsAtRisk <= maxLostRows) return null
  return `${rowsAtRisk} rows were written since the backup and max-lost-rows is ${maxLostRows}${breakdown(situation)}; to put it back all the same takes ${cost}`
}

/** What is given up when it does. */
export function databaseLoss(situation: DatabaseSituation): string {
  const { rowsAtRisk, leftClosed, maxLostRows } = situation
  return `at most ${leftClosed ? maxLostRows : (rowsAtRisk ?? 0)} rows written since the backup${breakdown(situation)}`
}

/** What a way back takes besides rows. `provedMs`: how long it took to back up, restore and compare; null: it was never restored. */
export function costText({
  isReady,
  provedMs,
  bytes,
  maintenance,
}: {
  isReady: boolean
  provedMs: number | null
  bytes: number | null
  maintenance: boolean
}): string {
  if (isReady) return 'moments: the restored backup is there'
  const time =
    provedMs === null
      ? 'an unknown time (this backup was never restored)'
      : `about ${durationText(provedMs)} (as long as backup and proof took)`
  const disk = bytes === null ? 'disk for a copy of the database' : `${bytes} bytes of disk for the copy`
  return `${time} and ${disk}${maintenance ? ', in which users are told that it is closed' : ', in which users go on writing'}`
}

/** ` (public.bookings 3; 8192 bytes of write-ahead log of the whole server)`. */
function breakdown({ written, walBytes }: Pick<DatabaseSituation, 'written' | 'walBytes'>): string {
  const parts = [
    ...(written.length === 0 ? [] : [written.map(({ table, rows }) => `${table} ${rows}`).join(', ')]),
    ...(walBytes === null ? [] : [`${walBytes} bytes of write-ahead log of the whole server`]),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}
