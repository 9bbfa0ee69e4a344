import type * as xdr from '@stellar/stellar-sdk/xdr'
import type { Account } from './account.ts'
import { depthOf, extend, extensionOf } from './account-extension.ts'
import type { OperationContext } from './operation-kind.ts'
import { publicKey, type ReserveRefusal, release, reserve, type Where } from './sponsorship.ts'

/** Signers are kept in the order of their keys. The account is changed, but not stored. Gives why there is no place for it, or null. */
export function addSigner(account: Account, signer: xdr.Signer, context: OperationContext): ReserveRefusal | null {
  const sponsors = extensionOf(account).signerSponsors
  const after = account.signers.findIndex(({ key }) => Buffer.compare(key.toXDR(), signer.key.toXDR()) > 0)
  const at = after < 0 ? account.signers.length : after
  const place = reserve({ owner: account, reserves: 1, subEntry: true }, context)
  if ('refused' in place) return place.refused
  account.signers.splice(at, 0, signer)
  keepSponsors(account, sponsors.toSpliced(at, 0, place.sponsor === null ? null : publicKey(place.sponsor)))
  return null
}

/** Takes a signer away, and gives back what was reserved for it. The account is changed, but not stored. */
export function removeSigner(account: Account, at: number, context: Where): void {
  const sponsors = extensionOf(account).signerSponsors
  release({ owner: account, reserves: 1, subEntry: true }, sponsors[at] ?? null, context)
  account.signers.splice(at, 1)
  keepSponsors(account, sponsors.toSpliced(at, 1))
}

// An account that never met a sponsor has no list of them.
function keepSponsors(account: Account, signerSponsors: readonly (xdr.PublicKey | null)[]): void {
  if (depthOf(account) >= 2) extend(account, { signerSponsors })
}
