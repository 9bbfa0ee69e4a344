import { concatenate, int32, int64, sha256 } from '../bytes.ts'
import { carryOutClassic } from './apply-classic.ts'
import { carryOutSoroban } from './apply-soroban.ts'
import { chargeFee, giveRefund } from './fees.ts'
import { readLiveUntil } from './keys.ts'
import { encodeChanges } from './meta.ts'
import { prepare } from './prepare.ts'
import type { Place, Progress } from './progress.ts'
import { encodeResult } from './result.ts'
import { readFootprint } from './soroban-validity.ts'
import type { Change, KeyText, State } from './state.ts'
import type { Transaction } from './transaction.ts'
import type { TransactionSet } from './transaction-set.ts'

/**
 * Applies a set in stellar-core's order: all fees; the classic transactions; all Soroban ones are prepared, then carried out stage
 * by stage; all refunds.
 */
export function applySet({ classic, stages }: TransactionSet, place: Place): Progress[] {
  const { state, rules } = place
  const all = [...classic, ...stages.flat(2)].map((transaction, index) => chargeFee(transaction, index, state, rules))
  const [classics, sorobans] = [all.slice(0, classic.length), all.slice(classic.length)]
  for (const progress of classics) {
    prepare(progress, state, rules)
    carryOutClassic(progress, place)
  }
  for (const progress of sorobans) prepare(progress, state, rules)
  const progressOf = new Map(sorobans.map((progress) => [progress.transaction, progress]))
  for (const stage of stages) {
    const bumps = stage.map((cluster) => applyCluster(cluster, progressOf, place))
    for (const lifetimes of bumps) for (const [key, entry] of lifetimes) raiseLifetime(state, key, entry)
  }
  for (const progress of sorobans) giveRefund(progress, state, rules)
  return all
}

/** Lifetimes that were extended through a read-only footprint. Others see them only after the stage, or before they write the entry. */
type Bumps = Map<KeyText, Uint8Array>

function applyCluster(cluster: readonly Transaction[], progressOf: ReadonlyMap<Transaction, Progress>, place: Place): Bumps {
  const { state } = place
  const bumps: Bumps = new Map()
  for (const transaction of cluster) {
    const progress = progressOf.get(transaction)
    if (progress === undefined) throw new Error('a transaction of the cluster is missing')
    const { readOnly, readWrite } = readFootprint(transaction.inner)
    for (const { lifetime } of readWrite) {
      const bumped = bumps.get(lifetime)
      if (bumped === undefined) continue
      raiseLifetime(state, lifetime, bumped)
      bumps.delete(lifetime)
    }
    carryOutSoroban(progress, place)
    bringIntoForce(progress, new Set(readOnly.map((key) => key.lifetime)), bumps, place)
  }
  return bumps
}

function bringIntoForce(progress: Progress, readOnlyLifetimes: ReadonlySet<KeyText>, bumps: Bumps, { state, archive }: Place): void {
  const run = progress.soroban
  if (run?.result.succeeded !== true) return
  // The last written first, as stellar-core's hash table mostly has them.
  const changes: Change[] = [...run.writes].reverse().map(([key, after]) => ({ key, before: state.get(key), after }))
  progress.operations = [{ changes: encodeChanges(changes, run.restored), events: run.events }]
  for (const { key, after } of changes) {
    if (after !== null && readOnlyLifetimes.has(key)) bumps.set(key, longer(bumps.get(key) ?? null, after))
    else state.set(key, after)
  }
  for (const key of run.restored.keys()) archive.set(key, null)
}

function raiseLifetime(state: State, key: KeyText, entry: Uint8Array): void {
  const current = state.get(key)
  if (current !== null) state.set(key, longer(current, entry))
}

function longer(one: Uint8Array | null, other: Uint8Array): Uint8Array {
  return one !== null && (readLiveUntil(one) ?? 0) >= (readLiveUntil(other) ?? 0) ? one : other
}

/** TransactionResultPair. */
export function resultPair({ transaction, outcome, feeCharged }: Progress): Uint8Array {
  return concatenate(transaction.hash, encodeResult(transaction, outcome, feeCharged))
}

/** Hash of the results as the header carries it. */
export function hashOfResults(pairs: readonly Uint8Array[]): Uint8Array {
  return sha256(int32(pairs.length), ...pairs)
}

/** Bytes that stand for everything a ledger changed. They are ours: the real network hashes a list of buckets here. */
export function hashOfChanges(previous: Uint8Array, progress: readonly Progress[]): Uint8Array {
  const changes = progress.flatMap(({ feeChanges, changesBefore, operations, refundChanges, feeCharged }) => [
    encodeChanges(feeChanges),
    ...changesBefore.map((changes) => encodeChanges(changes)),
    ...operations.map((operation) => operation.changes),
    encodeChanges(refundChanges),
    int64(feeCharged),
  ])
  return changes.length === 0 ? previous : sha256(previous, ...changes)
}
