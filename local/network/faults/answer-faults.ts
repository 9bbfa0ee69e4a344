import * as xdr from '@stellar/stellar-sdk/xdr'
import { base64 } from '../bytes.ts'
import type { Transaction } from '../ledger/transaction.ts'
import type { Node } from '../node.ts'
import { errorCode, RpcError } from '../rpc/json-rpc.ts'
import { effects, type FaultedCall } from './effect.ts'

type Fields = Readonly<Record<string, unknown>>

/** What the node says. */
export const answerFaults = effects({
  'internal-error': {
    meaning: 'JSON-RPC error -32603, and the call is not carried out.',
    carryOut: () => {
      throw new RpcError(errorCode.internalError, 'could not submit transaction to stellar-core')
    },
  },
  'try-again-later': {
    meaning: 'TRY_AGAIN_LATER without the transaction being looked at; a storm with `times`.',
    of: ['sendTransaction'],
    carryOut: (call, node) => unsent('TRY_AGAIN_LATER', call, node),
  },
  forget: {
    meaning: 'PENDING, and the transaction is never heard of again.',
    of: ['sendTransaction'],
    carryOut: (call, node) => unsent('PENDING', call, node),
  },
  ban: {
    meaning: "The transaction's hash is banned for ten ledgers, as after it was given up: TRY_AGAIN_LATER.",
    of: ['sendTransaction'],
    carryOut: (call, node) => {
      const transaction = transactionOf(call, node)
      if (transaction !== null) node.queue.ban(transaction)
      return call.carryOut()
    },
  },
  'deliver-twice': {
    meaning: 'The request reaches the node twice, and the second answer is the one that arrives.',
    carryOut: (call) => {
      call.carryOut()
      return call.carryOut()
    },
  },
  lag: {
    meaning: 'The answer is that of a replica which is `ledgers` behind, with all it knows, its judgement of transactions included.',
    refuse: ({ ledgers = 1 }) => ([0, 1, 2, 3].includes(ledgers) ? null : 'a replica lags 0 to 3 ledgers'),
    carryOut: (call, node, { ledgers = 1 }) => node.behind(ledgers, () => call.carryOut()),
  },
  'not-found': {
    meaning: 'NOT_FOUND, whether or not the transaction was applied.',
    of: ['getTransaction'],
    carryOut: (call) => {
      const { txHash, latestLedger, latestLedgerCloseTime, oldestLedger, oldestLedgerCloseTime } = fields(call)
      const range = { latestLedger, latestLedgerCloseTime, oldestLedger, oldestLedgerCloseTime }
      return { status: 'NOT_FOUND', txHash, ...range, ledger: 0, createdAt: '0', applicationOrder: 0, feeBump: false }
    },
  },
  unhealthy: {
    meaning: 'The node says that its last ledger is too old: JSON-RPC error -32603.',
    of: ['getHealth'],
    carryOut: () => {
      throw new RpcError(errorCode.internalError, 'latency (45s) since last known ledger closed is too high (>30s)')
    },
  },
  'wrong-passphrase': {
    meaning: 'The node says that it serves the public network.',
    of: ['getNetwork'],
    carryOut: (call) => ({ ...fields(call), passphrase: 'Public Global Stellar Network ; September 2015' }),
  },
  'unknown-fields': {
    meaning: 'The answer has fields that no client knows, as that of a newer node.',
    carryOut: (call) => ({ ...fields(call), fieldOfTheFuture: { version: 99 } }),
  },
  'unknown-xdr': {
    meaning: 'Entries and metas in the answer are of versions that no client knows.',
    of: ['getTransaction', 'getTransactions', 'getLedgerEntries', 'getLedgers', 'getLatestLedger'],
    carryOut: (call) => ofTheFuture(call.carryOut()),
  },
  'wrong-resources': {
    meaning: 'A simulation finds a tenth of the instructions that the call needs.',
    of: ['simulateTransaction'],
    carryOut: (call) => {
      const answer = fields(call)
      const { transactionData } = answer
      return typeof transactionData === 'string' ? { ...answer, transactionData: withTooLittle(transactionData) } : answer
    },
  },
})

function fields(call: FaultedCall): Fields {
  return call.carryOut() as Fields
}

/** What sendTransaction answers when all goes well, or not at all, for a transaction that nobody takes. */
function unsent(status: string, call: FaultedCall, node: Node): unknown {
  const hash = transactionOf(call, node)?.id
  if (hash === undefined) return call.carryOut()
  const { sequence, closeTime } = node.history.latest
  return { status, hash, latestLedger: sequence, latestLedgerCloseTime: closeTime.toString() }
}

/** Null when the call holds no transaction, which the node itself tells best. */
function transactionOf({ parameters }: FaultedCall, node: Node): Transaction | null {
  try {
    return node.read(Buffer.from(String(parameters['transaction']), 'base64'))
  } catch {
    return null
  }
}

const versioned: readonly string[] = ['resultMetaXdr', 'metadataXdr', 'xdr']

function ofTheFuture(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofTheFuture)
  if (typeof value !== 'object' || value === null) return value
  const changed = Object.entries(value).map(([name, inner]) => [
    name,
    typeof inner === 'string' && versioned.includes(name) ? withUnknownVersion(inner) : ofTheFuture(inner),
  ])
  return Object.fromEntries(changed)
}

function withUnknownVersion(text: string): string {
  const bytes = Buffer.from(text, 'base64')
  bytes.writeInt32BE(99)
  return base64(bytes)
}

function withTooLittle(text: string): string {
  const data = xdr.SorobanTransactionData.fromXDR(Buffer.from(text, 'base64'))
  const { resources } = data
  const instructions = Math.floor(resources.instructions / 10)
  return base64(new xdr.SorobanTransactionData({ ...data, resources: new xdr.SorobanResources({ ...resources, instructions }) }).toXDR())
}
