import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { xdr } from '@stellar/stellar-sdk'
import { Ledger } from '../../../local/network/ledger/ledger.ts'
import { loadProfile, type ProfileName } from '../../../local/network/ledger/settings.ts'
import { readTransaction, type Transaction } from '../../../local/network/ledger/transaction.ts'
import { type RecordedLedger, readIndex, readLedgers } from '../../../local/network/replay/stream.ts'
import { simulateTransaction } from '../../../local/network/rpc/simulate-transaction.ts'

const archive = join(import.meta.dirname, '../../../../shared/golden/ledgers-p27.tar.xz')
const passphrase = '(V) (;,,;) (V)'
/** Every so manieth scenario. */
const step = 5

// The recorded ledgers are data beside the repository, not part of it.
const testWhereRecorded = existsSync(archive) ? test : test.skip

testWhereRecorded(
  'whatever stellar-core applied with success had declared all that its simulation asks for',
  async () => {
    await using folder = await unpacked()
    const calls: Compared[] = []
    let scenarios = 0
    for (const [index, scenario] of readIndex(folder.path).entries()) {
      if (index % step !== 0) continue
      const found = compare(readLedgers(folder.path, scenario))
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

function compare(recorded: readonly RecordedLedger[]): Compared[] | null {
  for (const profile of ['fresh', 'fresh-large'] as const) {
    const found = compareWith(recorded, profile)
    if (found !== null) return found
  }
  return null
}

// Null when the ledgers do not come out as recorded, so that the state is another one.
function compareWith(recorded: readonly RecordedLedger[], name: ProfileName): Compared[] | null {
  const ledger = new Ledger({ passphrase, profile: loadProfile(name, 27), closeTime: 0n })
  const found: Compared[] = []
  for (const { meta } of recorded) {
    const [only, ...others] = meta.txProcessing
    const transactions = inOrder(meta, ledger.networkId)
    const [first] = transactions
    if (only !== undefined && first !== undefined && others.length === 0) {
      const compared = compareCall(first.transaction, only, ledger)
      if (compared !== null) found.push(compared)
    }
    const stages = [...new Set(transactions.map(({ stage }) => stage))].filter((stage) => stage >= 0)
    ledger.closeAgreed({
      set: {
        classic: transactions.filter(({ stage }) => stage < 0).map(({ transaction }) => transaction),
        stages: stages.map((stage) => clusters(transactions.filter((one) => one.stage === stage))),
      },
      encodedSet: meta.txSet.toXdr(),
      agreed: meta.ledgerHeader.header.scpValue,
      evicted: meta.evictedKeys.map((key) => key.toXdr()),
    })
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

interface Placed {
  transaction: Transaction
  /** -1: classic. */
  stage: number
  cluster: number
}

function clusters(placed: readonly Placed[]): Transaction[][] {
  const numbers = [...new Set(placed.map(({ cluster }) => cluster))]
  return numbers.map((number) => placed.filter(({ cluster }) => cluster === number).map(({ transaction }) => transaction))
}

// The transactions of the set, in the order in which they were applied.
function inOrder(meta: xdr.LedgerCloseMetaV2, networkId: Uint8Array): Placed[] {
  const placed = meta.txSet.v1TxSet.phases.flatMap((phase) =>
    phase.type === 'v0Components'
      ? phase.v0Components.flatMap(({ txsMaybeDiscountedFee }) => place(txsMaybeDiscountedFee.txs, -1, 0))
      : phase.parallelTxsComponent.executionStages.flatMap((stages, stage) => stages.flatMap((txs, cluster) => place(txs, stage, cluster))),
  )
  function place(envelopes: readonly xdr.TransactionEnvelope[], stage: number, cluster: number): Placed[] {
    return envelopes.map((envelope) => ({ transaction: readTransaction(envelope.toXdr(), networkId), stage, cluster }))
  }
  const of = new Map(placed.map((one) => [one.transaction.id, one]))
  return meta.txProcessing.flatMap(({ result }) => of.get(Buffer.from(result.transactionHash.value).toString('hex')) ?? [])
}

async function unpacked(): Promise<{ path: string } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-golden-'))
  execFileSync('tar', ['-xf', archive, '-C', folder])
  return { path: join(folder, 'p27'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
