import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { xdr } from '@stellar/stellar-sdk'
import { Ledger } from '../../../local/network/ledger/ledger.ts'
import { loadProfile } from '../../../local/network/ledger/settings.ts'
import type { Transaction } from '../../../local/network/ledger/transaction.ts'
import { passphrase, profileOf } from '../../../local/network/replay/recording.ts'
import { openRecordings, type Scenario } from '../../../local/network/replay/recordings.ts'
import { agreementOf } from '../../../local/network/replay/scenario.ts'
import { readLedgers } from '../../../local/network/replay/stream.ts'
import { simulateTransaction } from '../../../local/network/rpc/simulate-transaction.ts'

const archive = join(import.meta.dirname, '../../../../shared/golden/ledgers-p27.tar.xz')
/** Every so manieth scenario. */
const step = 5

// The recorded ledgers are data beside the repository, not part of it.
const testWhereRecorded = existsSync(archive) ? test : test.skip

testWhereRecorded(
  'whatever stellar-core applied with success had declared all that its simulation asks for',
  () => {
    using recordings = openRecordings([archive])
    const calls: Compared[] = []
    let scenarios = 0
    for (const [index, scenario] of recordings.scenarios.entries()) {
      if (index % step !== 0) continue
      const found = compare(scenario)
      if (found === null) continue
      scenarios += 1
      calls.push(...found)
    }
    const equal = calls.filter((call) => call.equal).length
    process.stdout.write(
      `${calls.length} calls of ${scenarios} scenarios; ${equal} declare exactly what the simulation asks for, the others more\n`,
    )

    expect(calls.length).toBeGreaterThan(500)
    expect(calls.filter((call) => call.error !== '' || !call.declared)).toEqual([])
    expect(equal / calls.length).toBeGreaterThan(0.6)
  },
  600_000,
)

/** What a simulation, right before the ledger that recorded the transaction, has to do with what the transaction declared. */
interface Compared {
  /** Empty: it would succeed. */
  error: string
  /** Everything it asks for is declared, what it writes as written. */
  declared: boolean
  /** Nothing else is declared. */
  equal: boolean
}

// Null when the ledgers do not come out as recorded, so that the state is another one.
function compare(scenario: Scenario): Compared[] | null {
  const ledger = new Ledger({ passphrase, profile: loadProfile(profileOf(scenario.name), 27), closeTime: 0n })
  const found: Compared[] = []
  for (const { meta } of readLedgers(scenario)) {
    const [only, ...others] = meta.txProcessing
    const agreement = agreementOf(meta, ledger.networkId)
    const [first] = [...agreement.set.classic, ...agreement.set.stages.flat(2)]
    if (only !== undefined && first !== undefined && others.length === 0) {
      const compared = compareCall(first, only, ledger)
      if (compared !== null) found.push(compared)
    }
    ledger.closeAgreed(agreement)
    if (!ledger.header.txSetResultHash.equals(meta.ledgerHeader.header.txSetResultHash)) return null
  }
  return found
}

function compareCall(transaction: Transaction, { result }: xdr.TransactionResultMetaV1, ledger: Ledger): Compared | null {
  const [operation] = transaction.inner.body.operations
  const outcome = result.result.result
  if (outcome.type !== 'txSuccess' || operation?.body.type !== 'invokeHostFunction' || transaction.inner.soroban === null) return null
  const answer = simulateTransaction({ transaction: Buffer.from(transaction.bytes).toString('base64') }, ledger)
  const { error = '', transactionData } = answer as { error?: string; transactionData?: string }
  if (transactionData === undefined) return { error: error === '' ? 'no data' : error, declared: false, equal: false }
  const data = xdr.SorobanTransactionData.fromXdr(transactionData, 'base64')
  const [wanted, given] = [data.resources.footprint, transaction.inner.soroban.resources.footprint].map(texts)
  if (wanted === undefined || given === undefined) throw new Error('no footprint')
  const all = new Set([...given.readOnly, ...given.readWrite])
  const declared = wanted.readOnly.every((key) => all.has(key)) && wanted.readWrite.every((key) => given.readWrite.includes(key))
  const size = wanted.readOnly.length + wanted.readWrite.length
  const equal = declared && size === all.size && wanted.readWrite.length === given.readWrite.length
  return { error, declared, equal }
}

function texts({ readOnly, readWrite }: xdr.LedgerFootprint): { readOnly: string[]; readWrite: string[] } {
  const inText = (keys: readonly xdr.LedgerKey[]) => keys.map((key) => key.toXdr('base64'))
  return { readOnly: inText(readOnly), readWrite: inText(readWrite) }
}
