import type { xdr } from '@stellar/stellar-sdk/base'
import { type Bounds, unsigned } from '../engine/signing.ts'
import type { PreparedCall } from '../engine/transaction.ts'
import type { Chain } from '../network/chain.ts'
import type { Sdk } from '../network/sdk.ts'
import type { Slots } from './slots.ts'

/** A transaction as it came back from those who sign elsewhere. Every signature is verified. */
export interface CollectedTransaction {
  readonly tx: xdr.Transaction
  readonly hash: Uint8Array
  readonly bounds: Bounds
  /** By the address of who signed. */
  readonly signatures: ReadonlyMap<string, Uint8Array>
}

interface Sought {
  readonly collected: readonly CollectedTransaction[]
  readonly chain: Chain
  readonly deployer: { readonly address: string }
  readonly lane: string
  readonly sequence: bigint
}

/** A ledger and a time, to tell what is over by then. */
export interface Moment {
  readonly ledger: number
  /** Unix time. */
  readonly seconds: number
}

/**
 * The collected transactions that do what a call would do now, with this number of this account: several where it was
 * written down anew before all had signed it.
 */
export function matchesOf(
  { operations }: Pick<PreparedCall, 'operations'>,
  { collected, chain, deployer, lane, sequence }: Sought,
): readonly CollectedTransaction[] {
  const isSame = ({ tx, bounds }: CollectedTransaction) => {
    if (bounds.sequence !== sequence) return false
    const data = tx.ext.type === 'sorobanData' ? tx.ext.value : null
    // Its bounds and its resources are its own; everything else is compared.
    return unsigned({ operations, data }, { chain, deployer: deployer.address, lane, bounds }).toXdr('base64') === tx.toXdr('base64')
  }
  return collected.filter(isSame)
}

/** Whether no later ledger can take it. */
export function isOver({ bounds }: CollectedTransaction, { ledger, seconds }: Moment): boolean {
  return bounds.maxLedger <= ledger || bounds.maxTime <= seconds
}

/** The bounds of a transaction of ours; null: it has others. */
export function boundsIn({ seqNum, cond }: xdr.Transaction): Bounds | null {
  if (cond.type !== 'precondV2') return null
  const { ledgerBounds, timeBounds } = cond.value
  if (ledgerBounds === null || timeBounds === null) return null
  return { sequence: seqNum, maxLedger: ledgerBounds.maxLedger, maxTime: Number(timeBounds.maxTime) }
}

/** Why a collected transaction is of no use to a run that would not take it. `replaced`: those in whose place it takes another. */
export function uselessness(
  one: CollectedTransaction,
  { now, replaced, lastOf, sdk }: { now: Moment; replaced: readonly CollectedTransaction[]; lastOf: Slots['lastOf']; sdk: Sdk },
): string {
  const last = lastOf(sdk.encodeMuxedAccountToAddress(one.tx.sourceAccount))
  if (isOver(one, now)) return 'its last ledger is over'
  if (last !== null && one.bounds.sequence <= last) return 'its sequence number was used'
  if (replaced.includes(one)) return 'another that does the same is taken, which misses less or can be used longer'
  return 'this run would do something else, or in another order'
}
