import { xdr } from '@stellar/stellar-sdk'
import { hex, sha256 } from '../../../local/network/bytes.ts'
import { accountKey } from '../../../local/network/ledger/keys.ts'
import { Ledger } from '../../../local/network/ledger/ledger.ts'
import { loadProfile } from '../../../local/network/ledger/settings.ts'
import { readTransaction, type Transaction } from '../../../local/network/ledger/transaction.ts'
import { passphrase, profileOf } from '../../../local/network/replay/recording.ts'
import { openRecordings } from '../../../local/network/replay/recordings.ts'
import { agreementOf } from '../../../local/network/replay/scenario.ts'
import { readLedgers } from '../../../local/network/replay/stream.ts'
import { keyOf } from './attempt.ts'
import type { Base } from './kind.ts'

/** The account of all coins, whose seed is the hash of the passphrase. */
export const root = keyOf(sha256(Buffer.from(passphrase)))

export interface Recorded {
  /** As it was sent. */
  transaction: Transaction
  base: Base
}

/**
 * Walks through an archive of ledgers recorded at a protocol and shows each transaction that succeeded, before its ledger is closed:
 * those of the root account, which are nearly all, with operations that this ledger knows.
 */
export function walk(archive: string, protocol: number, show: (recorded: Recorded) => void): void {
  using recordings = openRecordings([archive])
  let ordinal = 0
  for (const scenario of recordings.scenarios) {
    const ledger = new Ledger({ passphrase, profile: loadProfile(profileOf(scenario.name), protocol), closeTime: 0n })
    for (const { meta } of readLedgers(scenario)) {
      const agreement = agreementOf(meta, ledger.networkId)
      for (const transaction of [...agreement.set.classic, ...agreement.set.stages.flat(2)]) {
        const processed = meta.txProcessing.find(({ result }) => hex(result.transactionHash.value) === transaction.id)
        if (processed?.result.result.result.type !== 'txSuccess' || !isPlain(transaction)) continue
        show({ transaction: readTransaction(transaction.bytes, ledger.networkId), base: baseOf(transaction, ordinal, ledger) })
        ordinal += 1
      }
      ledger.closeAgreed(agreement)
    }
  }
}

const operations: readonly string[] = [
  'createAccount',
  'payment',
  'manageSellOffer',
  'setOptions',
  'changeTrust',
  'accountMerge',
  'bumpSequence',
  'beginSponsoringFutureReserves',
  'endSponsoringFutureReserves',
  'invokeHostFunction',
  'extendFootprintTtl',
  'restoreFootprint',
]

function isPlain({ feeBump, inner }: Transaction): boolean {
  const own = inner.body.operations.every(({ sourceAccount, body }) => sourceAccount === null && operations.includes(body.type))
  return feeBump === null && inner.source === hex(root.publicKey) && own
}

function baseOf({ inner }: Transaction, ordinal: number, ledger: Ledger): Base {
  const entry = xdr.LedgerEntry.fromXDR(ledger.state.get(accountKey(inner.source)) ?? new Uint8Array())
  if (entry.data.type !== 'account') throw new Error('the root account is missing')
  return { ordinal, ledger, tx: inner.body, soroban: inner.soroban, account: entry.data.account }
}
