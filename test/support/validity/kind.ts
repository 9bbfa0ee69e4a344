import type { xdr } from '@stellar/stellar-sdk'
import type { Ledger } from '../../../local/network/ledger/ledger.ts'
import type { Attempt } from './attempt.ts'

/** A recorded transaction at the moment before the ledger that it was applied in. */
export interface Base {
  /** Among all that were recorded, from 0. */
  ordinal: number
  ledger: Ledger
  tx: xdr.Transaction
  /** Resources that it declares; null: it is a classic one. */
  soroban: xdr.SorobanTransactionData | null
  /** Its source. */
  account: xdr.AccountEntry
}

/** Seconds that nodes expect to pass until a transaction is in a ledger, in these tests. */
export const timeLeft = 10n

/** A way to spoil a transaction. */
export interface Kind {
  name: string
  /** The rule in stellar-core, in src/. */
  rule: string
  /** What a node answers to the spoiled one. */
  code: string
  /** Which transactions can be spoiled like this; all when left out. */
  of?: (base: Base) => boolean
  /** So few can that it takes all of them. */
  rare?: boolean
  /** Just still good, and spoiled: beside each other, so that nothing but the rule decides. */
  twins: (base: Base) => { good: Attempt; bad: Attempt }
}

export const isSoroban = ({ soroban }: Base): boolean => soroban !== null
export const isInvocation = ({ tx }: Base): boolean => tx.operations[0]?.body.type === 'invokeHostFunction'
