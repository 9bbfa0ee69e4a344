import { xdr } from '@stellar/stellar-sdk'
import { sha256 } from '../../../local/network/bytes.ts'
import { Ledger } from '../../../local/network/ledger/ledger.ts'
import { loadProfile } from '../../../local/network/ledger/settings.ts'
import { readTransaction } from '../../../local/network/ledger/transaction.ts'
import { Queue } from '../../../local/network/queue.ts'
import { account, entryOf, keyOfAccount } from './account.ts'
import { type Attempt, codeOf, envelopeOf, keyOf, payer, stranger } from './attempt.ts'

const passphrase = 'a network to judge on'
export const owner = keyOf(sha256(Buffer.from(passphrase)))

/** A ledger with the limits of the test network, on which `owner` has all coins and `stranger` and `payer` have some. */
export function bench(settings: readonly xdr.ConfigSettingEntry[] = []): Ledger {
  const profile = loadProfile('testnet', 27)
  const kept = profile.entries.filter(({ type }) => settings.every((setting) => setting.type !== type))
  const ledger = new Ledger({ passphrase, profile: { ...profile, entries: [...kept, ...settings] }, closeTime: 1_000n })
  for (const { publicKey } of [stranger, payer]) {
    const entry = account(publicKey, 10n ** 12n)
    ledger.state.set(keyOfAccount(entry), entryOf(entry))
  }
  return ledger
}

/** The owner's first transaction. */
export function transaction(operations: xdr.Operation[], resources: xdr.SorobanTransactionData | null = null): xdr.Transaction {
  return new xdr.Transaction({
    sourceAccount: xdr.MuxedAccount.keyTypeEd25519(owner.publicKey),
    fee: 100 * operations.length + Number(resources?.resourceFee ?? 0n),
    seqNum: 1n,
    cond: xdr.Preconditions.precondNone(),
    memo: xdr.Memo.memoNone(),
    operations,
    ext: resources === null ? xdr.TransactionExt.v0() : xdr.TransactionExt.sorobanData(resources),
  })
}

/** Enough for any single transaction of these tests. */
export function resources(readOnly: xdr.LedgerKey[], readWrite: xdr.LedgerKey[]): xdr.SorobanTransactionData {
  const footprint = new xdr.LedgerFootprint({ readOnly, readWrite })
  return new xdr.SorobanTransactionData({
    resources: new xdr.SorobanResources({ footprint, instructions: 1_000_000, diskReadBytes: 10_000, writeBytes: 10_000 }),
    resourceFee: 500_000_000n,
    ext: xdr.SorobanTransactionDataExt.v0(),
  })
}

/** PENDING, or the code of the error, and its result. */
export function sent(attempt: Attempt, ledger: Ledger): { code: string; result: xdr.TransactionResult | null } {
  const read = readTransaction(envelopeOf(attempt, ledger.networkId, owner), ledger.networkId)
  const admission = new Queue(ledger).add(read, 10n)
  if (admission.status !== 'ERROR') return { code: admission.status, result: null }
  return { code: codeOf(admission.result), result: xdr.TransactionResult.fromXDR(admission.result) }
}
