import type { xdr } from '@stellar/stellar-sdk/base'
import type { World } from '../../core/world.ts'
import { rpcLags, wrongPassphrase } from '../problems.ts'
import type { Network } from './network.ts'
import { type Rpc, rpcAt } from './rpc.ts'
import { loadSdk, type Sdk } from './sdk.ts'

/** One entry of the ledger. `liveUntil`: the last ledger it lives in, 0 when evicted; null: it has no TTL. */
export interface LedgerEntry {
  readonly data: xdr.LedgerEntryData
  readonly liveUntil: number | null
}

/** Entries as they were together at one ledger. */
export interface LedgerRead {
  readonly latestLedger: number
  entry(key: xdr.LedgerKey): LedgerEntry | null
}

export interface Simulation {
  readonly error?: string
  readonly transactionData?: string
  readonly minResourceFee?: string
  readonly results?: readonly { readonly xdr: string; readonly auth?: readonly string[] }[]
  readonly latestLedger: number
}

export interface SendAnswer {
  readonly status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER' | 'ERROR'
  readonly hash: string
  readonly errorResultXdr?: string
  readonly latestLedger: number
}

export interface TransactionAnswer {
  readonly status: 'SUCCESS' | 'FAILED' | 'NOT_FOUND'
  readonly latestLedger: number
  readonly ledger?: number
  readonly resultXdr?: string
}

/** The chain as this product needs it. Answers never go back in time: one from below the newest ledger seen is asked for again. */
export interface Chain {
  readonly network: Network
  readonly sdk: Sdk
  /** The protocol the network runs. */
  readonly protocol: number
  read(keys: readonly xdr.LedgerKey[]): Promise<LedgerRead>
  /** Simulates a transaction (base64 of its envelope); nothing is signed or sent. */
  simulate(envelope: string): Promise<Simulation>
  /** Sends once. A problem thrown here means that the outcome is unknown. */
  send(envelope: string): Promise<SendAnswer>
  transaction(hash: string): Promise<TransactionAnswer>
  /** The newest ledger that any answer told of. */
  newestLedger(): number
  /** What others paid for inclusion, in stroops an operation: the 95th percentile of the last ledgers, at least 100. */
  inclusionFee(): Promise<bigint>
}

/** Most keys that one getLedgerEntries takes. */
const mostKeys = 200
/** How long a lagging node is waited for. */
const lagPausesMs = [100, 200, 400, 800, 1_500, 3_000, 6_000]

interface NetworkAnswer {
  readonly passphrase: string
  readonly protocolVersion: number
}

/** Opens the chain of a network; problem `soroban/wrong-passphrase` where the node serves another network. */
export async function openChain(network: Network, world: Pick<World, 'fetch' | 'sleep'>): Promise<Chain> {
  const rpc = rpcAt(network.rpcUrl, world)
  const [sdk, { passphrase, protocolVersion }] = await Promise.all([loadSdk(), rpc.read<NetworkAnswer>('getNetwork')])
  if (passphrase !== network.passphrase) {
    throw wrongPassphrase({ wanted: network.passphrase, served: passphrase, environment: network.environment, at: network.at })
  }
  return chainOver(rpc, { sdk, network, protocol: protocolVersion, sleep: world.sleep })
}

function chainOver(rpc: Rpc, { sdk, network, protocol, sleep }: Pick<Chain, 'sdk' | 'network' | 'protocol'> & Pick<World, 'sleep'>): Chain {
  let newest = 0
  const noted = <Answer extends { latestLedger: number }>(answer: Answer): Answer => {
    newest = Math.max(newest, answer.latestLedger)
    return answer
  }
  /** A read that is never older than what was seen before. */
  const fresh = async <Answer extends { latestLedger: number }>(method: string, parameters: object): Promise<Answer> => {
    const known = newest
    for (const pauseMs of lagPausesMs) {
      const answer = await rpc.read<Answer>(method, parameters)
      if (!isStale(answer, known)) return noted(answer)
      await sleep(pauseMs)
    }
    const answer = await rpc.read<Answer>(method, parameters)
    if (!isStale(answer, known)) return noted(answer)
    throw rpcLags({ host: rpc.host, seen: known, served: answer.latestLedger })
  }
  return {
    network,
    sdk,
    newestLedger: () => newest,
    protocol,
    read: (keys) => readLedger(keys, { fresh, sdk }),
    simulate: (transaction) => fresh<Simulation>('simulateTransaction', { transaction }),
    send: async (transaction) => noted(await rpc.ask<SendAnswer>('sendTransaction', { transaction })),
    transaction: async (hash) => noted(await rpc.read<TransactionAnswer>('getTransaction', { hash })),
    async inclusionFee() {
      const { sorobanInclusionFee } = await rpc.read<{ sorobanInclusionFee?: { p95?: string } }>('getFeeStats')
      const told = BigInt(sorobanInclusionFee?.p95 ?? '100')
      return told < 100n ? 100n : told
    },
  }
}

/** A simulation that was refused at once tells ledger 0 (stellar-rpc, simulate_transaction.go): no node is that far behind. */
function isStale({ latestLedger }: { latestLedger: number }, known: number): boolean {
  return latestLedger < known && latestLedger !== 0
}

interface LedgerEntriesAnswer {
  readonly latestLedger: number
  readonly entries: readonly { readonly key: string; readonly xdr: string; readonly liveUntilLedgerSeq?: number }[] | null
}

type Fresh = <Answer extends { latestLedger: number }>(method: string, parameters: object) => Promise<Answer>

/** One answer for up to 200 keys; more keys are read in parts, and the ledger of the oldest part is told. */
async function readLedger(keys: readonly xdr.LedgerKey[], { fresh, sdk }: { fresh: Fresh; sdk: Sdk }): Promise<LedgerRead> {
  const wanted = [...new Set(keys.map((key) => key.toXdr('base64')))]
  const answers: LedgerEntriesAnswer[] = []
  for (let from = 0; from < wanted.length; from += mostKeys) {
    answers.push(await fresh<LedgerEntriesAnswer>('getLedgerEntries', { keys: wanted.slice(from, from + mostKeys) }))
  }
  const found = new Map(answers.flatMap(({ entries }) => entries ?? []).map((entry) => [entry.key, entry]))
  return {
    latestLedger: Math.min(...answers.map(({ latestLedger }) => latestLedger)),
    entry(key) {
      const entry = found.get(key.toXdr('base64'))
      if (entry === undefined) return null
      return { data: sdk.xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64'), liveUntil: entry.liveUntilLedgerSeq ?? null }
    },
  }
}
