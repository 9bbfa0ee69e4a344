import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex } from '../bytes.ts'
import { extend, extensionOf, type SequenceUse } from './account-extension.ts'
import { type AccountId, accountKey } from './keys.ts'
import type { KeyText, View } from './state.ts'

/** An account's fields, open for change. `entryExtension` is that of the ledger entry around it. */
export interface Account extends Omit<ConstructorParameters<typeof xdr.AccountEntry>[0], 'thresholds'> {
  id: AccountId
  /** Weight of the master key, then low, medium and high threshold. */
  thresholds: [master: number, low: number, medium: number, high: number]
  entryExtension: xdr.LedgerEntryExt
}

export function loadAccount(view: View, id: AccountId): Account | null {
  const bytes = view.get(accountKey(id))
  if (bytes === null) return null
  const entry = xdr.LedgerEntry.fromXDR(bytes)
  if (entry.data.type !== 'account') throw new Error(`the entry of account ${id} is a ${entry.data.type}`)
  const { accountId, balance, seqNum, numSubEntries, inflationDest, flags, homeDomain, thresholds, signers, ext } = entry.data.account
  const [master = 0, low = 0, medium = 0, high = 0] = thresholds.value
  const weights: Account['thresholds'] = [master, low, medium, high]
  const fields = { accountId, balance, seqNum, numSubEntries, inflationDest, flags, homeDomain, signers: [...signers], ext }
  return { id, ...fields, thresholds: weights, entryExtension: entry.ext }
}

export function storeAccount(
  draft: { set(key: KeyText, entry: Uint8Array | null): void },
  { id, entryExtension, thresholds, ...fields }: Account,
  ledger: number,
): void {
  const account = new xdr.AccountEntry({ ...fields, thresholds: new Uint8Array(thresholds) })
  const entry = new xdr.LedgerEntry({ lastModifiedLedgerSeq: ledger, data: xdr.LedgerEntryData.account(account), ext: entryExtension })
  draft.set(accountKey(id), entry.toXDR())
}

export function newAccount(id: AccountId, balance: bigint, sequence: bigint): Account {
  return {
    id,
    accountId: xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(id, 'hex')),
    balance,
    seqNum: sequence,
    numSubEntries: 0,
    inflationDest: null,
    flags: 0,
    homeDomain: '',
    thresholds: [1, 0, 0, 0],
    signers: [],
    ext: xdr.AccountEntryExt.v0(),
    entryExtension: xdr.LedgerEntryExt.v0(),
  }
}

export function accountIdOf(key: xdr.PublicKey): AccountId {
  return hex(key.ed25519.value) as AccountId
}

export function accountIdOfMuxed(account: xdr.MuxedAccount): AccountId {
  const key = account.type === 'keyTypeEd25519' ? account.ed25519 : account.med25519.ed25519
  return hex(key.value) as AccountId
}

/** Stroops that may be spent: neither reserved for the account's entries nor bound by its offers. */
export function availableBalance(account: Account, baseReserve: number): bigint {
  const { liabilities, numSponsored, numSponsoring } = extensionOf(account)
  const entries = 2 + account.numSubEntries + numSponsoring - numSponsored
  return account.balance - BigInt(entries) * BigInt(baseReserve) - liabilities.selling
}

/** Whether the account can receive so much: its balance and what its offers may bring must stay within 63 bits. */
export function canReceive(account: Account, amount: bigint): boolean {
  return account.balance + amount <= 2n ** 63n - 1n - extensionOf(account).liabilities.buying
}

/** When the account's sequence number was last used; zeros when it was before protocol 19, or never. */
export function lastSequenceUse(account: Account): SequenceUse {
  return extensionOf(account).sequenceUse
}

/** Notes when the sequence number was used, for which the account's extensions may have to be made. */
export function noteSequenceUse(account: Account, { ledger, closeTime }: SequenceUse): void {
  extend(account, { sequenceUse: { ledger, closeTime } })
}
