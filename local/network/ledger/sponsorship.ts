import * as xdr from '@stellar/stellar-sdk/xdr'
import { type Account, accountIdOf, availableBalance, loadAccount, storeAccount } from './account.ts'
import { extend, extensionOf } from './account-extension.ts'
import type { AccountId } from './keys.ts'
import type { OperationContext } from './operation-kind.ts'

/** Who pays, for the rest of this transaction, the reserve of what is made for whom: account to its sponsor (CAP-33). */
export type Sponsorships = Map<AccountId, AccountId>

/** What lies in the ledger for an account: an account itself takes two reserves and is no part of another. */
export interface Reservation {
  owner: Account
  reserves: 1 | 2
  subEntry: boolean
}

/** All that giving up a place needs. */
export type Where = Pick<OperationContext, 'draft' | 'rules'>

export type ReserveRefusal = 'lowReserve' | 'tooManySubEntries' | 'tooManySponsoring'

const mostSubEntries = 1_000
const largestCount = 0xffff_ffff

/**
 * Reserves the place of a new entry, from its owner or from who sponsors it. The owner is changed, but not stored.
 * Gives the sponsor, null when there is none; or why the place is refused (stellar-core: createEntryWithPossibleSponsorship).
 */
export function reserve(place: Reservation, context: OperationContext): { sponsor: AccountId | null } | { refused: ReserveRefusal } {
  const { owner, reserves, subEntry } = place
  const sponsor = context.sponsorships.get(owner.id) ?? null
  const { ledger, baseReserve } = context.rules.moment
  const price = BigInt(reserves) * BigInt(baseReserve)
  if (subEntry && owner.numSubEntries > mostSubEntries - reserves) return { refused: 'tooManySubEntries' }
  if (sponsor === null) {
    // A new account has its own two reserves in its least balance already.
    if (availableBalance(owner, baseReserve) < (subEntry ? price : 0n)) return { refused: 'lowReserve' }
  } else {
    const payer = loadAccount(context.draft, sponsor)
    if (payer === null || availableBalance(payer, baseReserve) < price) return { refused: 'lowReserve' }
    const { numSponsoring } = extensionOf(payer)
    if (numSponsoring + payer.numSubEntries + reserves > largestCount) return { refused: 'tooManySponsoring' }
    extend(payer, { numSponsoring: numSponsoring + reserves })
    storeAccount(context.draft, payer, ledger)
    extend(owner, { numSponsored: extensionOf(owner).numSponsored + reserves })
  }
  if (subEntry) owner.numSubEntries += reserves
  return { sponsor }
}

/** Gives the place of an entry up again. The owner is changed, but not stored. */
export function release({ owner, reserves, subEntry }: Reservation, sponsor: xdr.PublicKey | null, context: Where): void {
  if (subEntry) owner.numSubEntries -= reserves
  if (sponsor === null) return
  const payer = loadAccount(context.draft, accountIdOf(sponsor))
  if (payer === null) throw new Error('the sponsor of an entry is gone')
  extend(payer, { numSponsoring: extensionOf(payer).numSponsoring - reserves })
  storeAccount(context.draft, payer, context.rules.moment.ledger)
  extend(owner, { numSponsored: extensionOf(owner).numSponsored - reserves })
}

/** The extension of an entry that names its sponsor. */
export function sponsoredBy(sponsor: AccountId | null): xdr.LedgerEntryExt {
  if (sponsor === null) return xdr.LedgerEntryExt.v0()
  const sponsoringId = publicKey(sponsor)
  return xdr.LedgerEntryExt.v1(new xdr.LedgerEntryExtensionV1({ sponsoringId, ext: xdr.LedgerEntryExtensionV1Ext.v0() }))
}

export function sponsorOf(entryExtension: xdr.LedgerEntryExt): xdr.PublicKey | null {
  return entryExtension.type === 'v1' ? entryExtension.v1.sponsoringId : null
}

export function publicKey(account: AccountId): xdr.PublicKey {
  return xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(account, 'hex'))
}
