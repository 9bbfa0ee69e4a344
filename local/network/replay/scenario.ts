import * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, hex } from '../bytes.ts'
import { type Agreement, Ledger } from '../ledger/ledger.ts'
import { loadProfile, type Profile } from '../ledger/settings.ts'
import { readTransaction, type Transaction } from '../ledger/transaction.ts'
import { compareTransaction, type Difference } from './compare.ts'
import type { RecordedLedger } from './stream.ts'

/** Of the networks that the streams were recorded from. */
export const passphrase = '(V) (;,,;) (V)'

export interface Replay {
  ledgers: number
  transactions: number
  differences: readonly Difference[]
}

/** Feeds recorded transactions to a ledger of our own, from its beginning, and compares what comes out. */
export function replay(recorded: readonly RecordedLedger[]): Replay {
  const ledger = new Ledger({ passphrase, profile: profileFor(recorded), closeTime: 0n })
  const differences: Difference[] = []
  let transactions = 0
  for (const { meta } of recorded) {
    const agreement = agreementOf(meta, ledger.networkId)
    const closed = ledger.closeAgreed(agreement)
    const ours = xdr.LedgerCloseMeta.fromXDR(closed.meta)
    if (ours.type !== 'v2') throw new Error('our meta is not of version 2')
    transactions += meta.txProcessing.length
    for (const [index, theirs] of meta.txProcessing.entries()) {
      const own = ours.v2.txProcessing[index]
      if (own === undefined) throw new Error('a transaction is missing')
      const where = { ledger: closed.sequence, index, reason: closed.transactions[index]?.reason ?? '' }
      differences.push(...compareTransaction(own, theirs, where))
    }
    const header = meta.ledgerHeader.header
    if (ledger.header.feePool !== header.feePool) {
      const detail = `${ledger.header.feePool} for ${header.feePool}`
      differences.push({ level: 'state', what: 'fee pool', ledger: closed.sequence, index: -1, detail })
    }
    if (!equal(ledger.header.txSetResultHash.value, header.txSetResultHash.value)) {
      differences.push({ level: 'result', what: 'hash of results', ledger: closed.sequence, index: -1, detail: '' })
    }
  }
  return { ledgers: recorded.length, transactions, differences }
}

/** Some of the networks began with higher limits. Their first change of the settings tells what was before. */
export function profileFor(recorded: readonly RecordedLedger[]): Profile {
  const [fresh, large] = [loadProfile('fresh', 27), loadProfile('fresh-large', 27)]
  const before = recorded
    .flatMap(({ meta }) => meta.upgradesProcessing.flatMap(({ changes }) => changes))
    .find((change) => change.type === 'ledgerEntryState' && change.state.data.type === 'configSetting')
  if (before?.type !== 'ledgerEntryState' || before.state.data.type !== 'configSetting') return fresh
  const setting = before.state.data.configSetting
  const has = ({ entries }: Profile) => entries.some((entry) => equal(entry.toXDR(), setting.toXDR()))
  return !has(fresh) && has(large) ? large : fresh
}

/** What the recorded validators agreed on. */
export function agreementOf(meta: xdr.LedgerCloseMetaV2, networkId: Uint8Array): Agreement {
  const { scpValue } = meta.ledgerHeader.header
  const placed = new Map<string, Placed>()
  for (const one of transactionsOf(meta.txSet, networkId)) placed.set(one.transaction.id, one)
  const inOrder = meta.txProcessing.map(({ result }) => {
    const found = placed.get(hex(result.transactionHash.value))
    if (found === undefined) throw new Error('a result belongs to no transaction of the set')
    return found
  })
  return {
    set: {
      classic: inOrder.filter(({ stage }) => stage < 0).map(({ transaction }) => transaction),
      stages: stagesOf(inOrder.filter(({ stage }) => stage >= 0)),
    },
    encodedSet: meta.txSet.toXDR(),
    agreed: scpValue,
    evicted: meta.evictedKeys.map((key) => key.toXDR()),
  }
}

interface Placed {
  transaction: Transaction
  /** -1: classic. */
  stage: number
  cluster: number
}

function transactionsOf(set: xdr.GeneralizedTransactionSet, networkId: Uint8Array): Placed[] {
  const read = (envelope: xdr.TransactionEnvelope) => readTransaction(envelope.toXDR(), networkId)
  return set.v1TxSet.phases.flatMap((phase) =>
    phase.type === 'v0Components'
      ? phase.v0Components.flatMap((component) =>
          component.txsMaybeDiscountedFee.txs.map((envelope) => ({ transaction: read(envelope), stage: -1, cluster: 0 })),
        )
      : phase.parallelTxsComponent.executionStages.flatMap((clusters, stage) =>
          clusters.flatMap((envelopes, cluster) => envelopes.map((envelope) => ({ transaction: read(envelope), stage, cluster }))),
        ),
  )
}

// In the recorded order, which is not that of the set.
function stagesOf(placed: readonly Placed[]): Transaction[][][] {
  const stages = new Map<number, Map<number, Transaction[]>>()
  for (const { transaction, stage, cluster } of placed) {
    const clusters = stages.get(stage) ?? new Map<number, Transaction[]>()
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), transaction])
    stages.set(stage, clusters)
  }
  return [...stages.values()].map((clusters) => [...clusters.values()])
}
