import { base64, hex } from '../bytes.ts'
import type { Node } from '../node.ts'
import { getEvents } from './events.ts'
import { getFeeStats } from './fee-stats.ts'
import type { Method } from './json-rpc.ts'
import { getLedgerEntries } from './ledger-entries.ts'
import { getLedgers, getTransactions } from './lists.ts'
import { simulateTransaction } from './simulate-transaction.ts'
import { getTransaction, sendTransaction } from './transactions.ts'

/** All methods of the network's RPC, by name. */
export function methods(node: Node, friendbotUrl: () => string): ReadonlyMap<string, Method> {
  const { ledger, history } = node
  return new Map<string, Method>([
    ['getHealth', () => health(node)],
    ['getNetwork', () => ({ friendbotUrl: friendbotUrl(), passphrase: ledger.passphrase, protocolVersion: ledger.header.ledgerVersion })],
    ['getVersionInfo', () => versionInfo(node)],
    ['getLatestLedger', () => latestLedger(node)],
    ['getLedgerEntries', (parameters) => getLedgerEntries(parameters, ledger)],
    ['simulateTransaction', (parameters) => simulateTransaction(parameters, ledger)],
    ['sendTransaction', (parameters) => sendTransaction(parameters, node)],
    ['getTransaction', (parameters) => getTransaction(parameters, history)],
    ['getTransactions', (parameters) => getTransactions(parameters, history)],
    ['getLedgers', (parameters) => getLedgers(parameters, history)],
    ['getEvents', (parameters) => getEvents(parameters, history)],
    ['getFeeStats', () => getFeeStats(history)],
  ])
}

function health({ history }: Node): object {
  const { latest, oldest } = history
  return {
    status: 'healthy',
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: oldest.closeTime.toString(),
    ledgerRetentionWindow: history.kept,
  }
}

function versionInfo({ ledger }: Node): object {
  return {
    version: 'fairlead-local-network',
    commitHash: '',
    buildTimestamp: '',
    captiveCoreVersion: 'none: the ledger is modelled, the Soroban host is real',
    protocolVersion: ledger.header.ledgerVersion,
  }
}

function latestLedger({ history, ledger }: Node): object {
  const { latest } = history
  return {
    id: hex(latest.hash),
    protocolVersion: ledger.header.ledgerVersion,
    sequence: latest.sequence,
    closeTime: latest.closeTime.toString(),
    headerXdr: base64(latest.header),
    metadataXdr: base64(latest.meta),
  }
}
