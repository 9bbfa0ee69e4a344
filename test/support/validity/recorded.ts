import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { xdr } from '@stellar/stellar-sdk'
import { hex, sha256 } from '../../../local/network/bytes.ts'
import { accountKey } from '../../../local/network/ledger/keys.ts'
import { Ledger } from '../../../local/network/ledger/ledger.ts'
import { readTransaction, type Transaction } from '../../../local/network/ledger/transaction.ts'
import { agreementOf, passphrase, profileFor } from '../../../local/network/replay/scenario.ts'
import { readIndex, readLedgers } from '../../../local/network/replay/stream.ts'
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
 * Walks through an archive of recorded ledgers and shows each transaction that succeeded, before its ledger is closed: those of the
 * root account, which are nearly all, with operations that this ledger knows.
 */
export function walk(archive: string, protocol: string, show: (recorded: Recorded) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'validity-'))
  let ordinal = 0
  try {
    execFileSync('tar', ['-xf', archive, '-C', folder])
    for (const scenario of readIndex(join(folder, protocol))) {
      const ledgers = readLedgers(join(folder, protocol), scenario)
      const ledger = new Ledger({ passphrase, profile: profileFor(ledgers), closeTime: 0n })
      for (const { meta } of ledgers) {
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
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const operations: readonly string[] = [
  'createAccount',
  'payment',
  'setOptions',
  'accountMerge',
  'bumpSequence',
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
