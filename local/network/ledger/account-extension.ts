import * as xdr from '@stellar/stellar-sdk/xdr'
import type { Account } from './account.ts'

/** What the nested extensions of an account hold; zeros and nothing where they were not made yet. */
export interface AccountExtension {
  liabilities: { buying: bigint; selling: bigint }
  /** Reserves that others pay for this account, and that it pays for others. */
  numSponsored: number
  numSponsoring: number
  /** One for each signer: who pays its reserve, null for the account itself. */
  signerSponsors: readonly (xdr.PublicKey | null)[]
  /** When the sequence number was last used. */
  sequenceUse: SequenceUse
}

export interface SequenceUse {
  ledger: number
  closeTime: bigint
}

export function extensionOf(account: Account): AccountExtension {
  const first = account.ext.type === 'v1' ? account.ext.v1 : null
  const second = first?.ext.type === 'v2' ? first.ext.v2 : null
  const third = second?.ext.type === 'v3' ? second.ext.v3 : null
  return {
    liabilities: { buying: first?.liabilities.buying ?? 0n, selling: first?.liabilities.selling ?? 0n },
    numSponsored: second?.numSponsored ?? 0,
    numSponsoring: second?.numSponsoring ?? 0,
    signerSponsors: second?.signerSponsoringIDs ?? account.signers.map(() => null),
    sequenceUse: { ledger: third?.seqLedger ?? 0, closeTime: third?.seqTime ?? 0n },
  }
}

/** Changes what the extensions hold. They are made as deep as the change needs, and are never taken away again. */
export function extend(account: Account, change: Partial<AccountExtension>): void {
  const { liabilities, numSponsored, numSponsoring, signerSponsors, sequenceUse } = { ...extensionOf(account), ...change }
  const present = depthOf(account)
  const wanted = change.sequenceUse !== undefined ? 3 : Object.keys(change).some((field) => field !== 'liabilities') ? 2 : 1
  const depth = Math.max(present, wanted)
  const use = new xdr.AccountEntryExtensionV3({
    ext: xdr.ExtensionPoint.v0(),
    seqLedger: sequenceUse.ledger,
    seqTime: sequenceUse.closeTime,
  })
  const second = new xdr.AccountEntryExtensionV2({
    numSponsored,
    numSponsoring,
    signerSponsoringIDs: [...signerSponsors],
    ext: depth >= 3 ? xdr.AccountEntryExtensionV2Ext.v3(use) : xdr.AccountEntryExtensionV2Ext.v0(),
  })
  const first = new xdr.AccountEntryExtensionV1({
    liabilities: new xdr.Liabilities(liabilities),
    ext: depth >= 2 ? xdr.AccountEntryExtensionV1Ext.v2(second) : xdr.AccountEntryExtensionV1Ext.v0(),
  })
  account.ext = xdr.AccountEntryExt.v1(first)
}

/** 0 to 3: how many of the nested extensions there are. */
export function depthOf({ ext }: Account): 0 | 1 | 2 | 3 {
  if (ext.type === 'v0') return 0
  if (ext.v1.ext.type === 'v0') return 1
  return ext.v1.ext.v2.ext.type === 'v0' ? 2 : 3
}
