import type { Host } from '../host/host.ts'
import type { Moment } from '../host/moment.ts'
import type { Settings } from './settings.ts'

/** What is in force while a ledger closes, or while a transaction is judged. */
export interface Rules {
  moment: Moment
  settings: Settings
  /** Stroops an operation. */
  baseFee: number
  host: Host
}
