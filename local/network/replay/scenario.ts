import * as xdr from '@stellar/stellar-sdk/xdr'
import { equal, hex } from '../bytes.ts'
import type { Witness } from '../host/host.ts'
import type { Agreement } from '../ledger/agreement.ts'
import { Ledger } from '../ledger/ledger.ts'
import { loadProfile } from '../ledger/settings.ts'
import { readTransaction, type Transaction } from '../ledger/transaction.ts'
import { compareLedgers } from './compare.ts'
import type { Difference } from './difference.ts'
import { passphrase, profileOf, tellsClassicEvents } from './recording.ts'
import type { RecordedLedger } from './stream.ts'

export interface Replay {
  protocol: number
  ledgers: number
  transactions: number
  differences: readonly Difference[]
}

/** Feeds recorded transactions to a ledger of our own, from its beginning, and compares what comes out. */
export function replay(name: string, recorded: readonly RecordedLedger[], witness?: Witness): Replay {
  const [first] = recorded
  if (first === undefined) throw new Error('nothing was recorded')
  const protocol = first.meta.ledgerHeader.header.ledgerVersion
  const ledger = new Ledger({
    passphrase,
    profile: loadProfile(profileOf(name), protocol),
    closeTime: 0n,
    firstHash: first.meta.ledgerHeader.header.previousLedgerHash.value,
    ...(witness === undefined ? {} : { witness }),
    reporting: { classicEvents: tellsClassicEvents(name), charges: false },
  })
  const differences: Difference[] = []
  let transactions = 0
  for (const { meta, bytes } of recorded) {
    const closed = ledger.closeAgreed(agreementOf(meta, ledger.networkId))
    transactions += meta.txProcessing.length
    if (equal(closed.meta, bytes)) continue
    const ours = xdr.LedgerCloseMeta.fromXDR(closed.meta)
    if (ours.type !== 'v2') throw new Error('our meta is not of version 2')
    const reasons = closed.transactions.map(({ reason }) => reason)
    differences.push(...compareLedgers(ours.v2, meta, reasons))
  }
  return { protocol, ledgers: recorded.length, transactions, differences }
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
    buckets: {
      hash: meta.ledgerHeader.header.bucketListHash.value,
      skipList: meta.ledgerHeader.header.skipList.map((hash) => hash.value),
    },
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
