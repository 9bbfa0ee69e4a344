import { durationText } from '../../core/duration.ts'
import { problemsOf } from '../../core/problem.ts'
import { cancelled } from '../../core/signals.ts'
import type { TransactionAnswer } from '../network/chain.ts'
import { interrupted, laneMissing, neverApplied, outcomeUnknown, transactionFailed } from '../problems.ts'
import type { Signatory } from '../signers/signatory.ts'
import type { Engine } from './engine.ts'
import { type Judgement, judge } from './settlement.ts'
import type { Bounds } from './signing.ts'
import { bidMore, isPassedOver, newest, type Submission, send, sign, takeUp } from './submission.ts'
import { type ChainCall, type ClassicCall, type PreparedCall, prepareCall } from './transaction.ts'
import { readResult } from './transaction-result.ts'
import type { Sight } from './watch.ts'

/** A call and how to see on the chain, without its hash, that it was done. */
export interface ChainTask {
  readonly call: ChainCall | ClassicCall
  readonly isDone: () => Promise<boolean>
  /**
   * Which account lends the sequence number, by its place; null: the deployer's own. The same work always takes the
   * same one: a twin that a lost run left behind and its successor then exclude each other.
   */
  readonly lane?: number | null
  /** Whether the chain is asked first: the same may have been done by other work than this. */
  readonly looksFirst?: boolean
}

/** A task that is proved done. `hash` is null where the chain showed it done and no transaction of this run did it. */
export interface Settled {
  readonly name: string
  /** Of the bid that was applied. */
  readonly hash: string | null
  readonly ledger: number | null
  /** Stroops, after the refund; null where the answer could not be read. */
  readonly feeCharged: bigint | null
}

/** Ledgers a transaction may wait for its inclusion: its outcome is known one ledger later. */
const patienceLedgers = 12
/** Backstop for a network that stands still, far beyond the ledger bound of a slow one. */
const patienceSeconds = 900
const mostAttempts = 3
/** How long an outcome is looked for: more than 13 ledgers of 9 s, the slowest seen on mainnet. */
const settleTimeoutMs = 180_000
/** After a signal the runner leaves 10 s in all (DESIGN section 4); what follows the engine needs the rest. */
const cancelledTimeoutMs = 8_000
const heartbeatMs = 30_000

/**
 * Carries out one task: simulates, signs, sends and settles. Returns only when the chain proves it done; every
 * other end is a problem that says whether it was applied. Nothing follows an outcome that is not known.
 */
export async function carryOut(task: ChainTask, engine: Engine): Promise<Settled> {
  const { chain, deployer, world } = engine
  return engine.lane(task.lane ?? null).exclusively(async (lane) => {
    if (task.looksFirst === true && (await task.isDone())) return foundDone(task)
    const prepared = await prepareCall(task.call, { chain, source: deployer.address }).catch(async (thrown: unknown) => {
      // Another run may have done it since the plan was made: then a simulation of it fails.
      if (problemsOf(thrown) !== null && (await task.isDone())) return null
      throw thrown
    })
    if (prepared === null) return foundDone(task)
    return world.write(task.call.name, () => attempt(task, { prepared, lane }, engine))
  })
}

async function attempt(task: ChainTask, work: { prepared: PreparedCall; lane: Signatory }, engine: Engine): Promise<Settled> {
  const { name } = task.call
  const { log, cancellation } = engine.world
  for (let attempts = 1; attempts <= mostAttempts; attempts += 1) {
    const sight = await engine.watch.now(work.lane.address)
    const slot = { lane: work.lane, ledger: sight.ledger, bounds: boundsAfter(sight, work.lane, { name, engine }) }
    const sent = takeUp(work.prepared, slot, engine) ?? (await sign(work.prepared, slot, engine))
    log.line(`${name}: sending ${sent.inner.hash}, to be applied before ledger ${sent.bounds.maxLedger}`)
    const { judgement, answer } = await settle(sent, sight, engine)
    const result = readResult(answer?.resultXdr, engine.chain.sdk)
    engine.purse.charge(name, answer === null ? 0n : (result.feeCharged ?? newest(sent).fee))
    switch (judgement) {
      case 'applied':
        log.line(`${name}: applied in ledger ${answer?.ledger ?? '?'}, fee ${result.feeCharged ?? '?'} stroops`)
        return { name, hash: answer?.hash ?? sent.inner.hash, ledger: answer?.ledger ?? null, feeCharged: result.feeCharged }
      case 'failed':
        if (await task.isDone()) return foundDone(task)
        throw transactionFailed({ step: name, hash: answer?.hash ?? sent.inner.hash, result: result.text })
      case 'number-used':
        if (await task.isDone()) return foundDone(task)
        log.line(`${name}: sequence number ${sent.bounds.sequence} was used by another transaction; sending it anew`)
        break
      default:
        log.line(`${name}: proved never applied; sending it anew`)
    }
    if (cancellation.requested())
      throw cancelled({ signal: String(cancellation.signal.reason), next: `${name}, which is proved not applied` })
  }
  throw neverApplied({ step: name, attempts: mostAttempts })
}

interface Settlement {
  readonly judgement: Exclude<Judgement, 'open'>
  readonly answer: (TransactionAnswer & { readonly hash: string }) | null
}

/** Sends until the evidence decides: the same bytes again where they may be lost, a higher bid where a ledger passed them over. */
async function settle(sent: Submission, { ledger }: Sight, engine: Engine): Promise<Settlement> {
  const { clock, log } = engine.world
  const startedMs = clock.elapsedMs()
  const deadline = deadlineOf(sent, engine)
  let [toldMs, unexplained] = [startedMs, 0]
  await send(sent, ledger, engine)
  engine.watch.hurry()
  for (;;) {
    const sight = await engine.watch.next(sent.lane.address)
    deadline.check()
    if (clock.elapsedMs() - toldMs >= heartbeatMs) {
      toldMs = clock.elapsedMs()
      log.line(`${sent.prepared.call.name}: waiting for its ledger since ${durationText(toldMs - startedMs)}`)
    }
    if (sight === null) continue
    const settlement = await look(sent, sight, engine)
    // A node may show the used number a moment before the transaction that used it: look thrice.
    if (settlement?.judgement === 'number-used' && unexplained < 3) unexplained += 1
    else if (settlement !== null) return settlement
    else if (isPassedOver(sent, sight.ledger) && (await bidMore(sent, { asked: null, ledger: sight.ledger }, engine)))
      await send(sent, sight.ledger, engine)
    else if (clock.elapsedMs() >= sent.sendAgainMs) await send(sent, sight.ledger, engine)
  }
}

/** Gathers evidence once: the account first; the hashes where its number is used, or can no longer be. */
async function look(sent: Submission, { account, ledger }: Sight, { chain }: Engine): Promise<Settlement | null> {
  const { sequence, maxLedger } = sent.bounds
  // An account that is gone was merged: whatever it sent before was applied before.
  const seen = { sequence: account?.sequence ?? sequence, ledger }
  const judgement = judge({ found: null, account: seen, sequence, maxLedger })
  if (judgement === 'open') return null
  if (judgement === 'never-applied') return { judgement, answer: null }
  for (const hash of [...sent.bids.map((bid) => bid.hash).reverse(), sent.inner.hash]) {
    const answer = await chain.transaction(hash).catch((thrown: unknown) => {
      if (problemsOf(thrown) === null) throw thrown
      return null
    })
    // An answer from before the number was used says nothing.
    if (answer === null || answer.latestLedger < ledger) return null
    if (answer.status !== 'NOT_FOUND') {
      return { judgement: answer.status === 'SUCCESS' ? 'applied' : 'failed', answer: { ...answer, hash } }
    }
  }
  return { judgement: 'number-used', answer: null }
}

/** The end of all patience: what is not settled by then is told as what it is. */
function deadlineOf(sent: Submission, { world: { clock, cancellation } }: Engine): { check(): void } {
  const startedMs = clock.elapsedMs()
  const { maxLedger } = sent.bounds
  const step = sent.prepared.call.name
  let cancelledMs: number | null = null
  return {
    check() {
      const nowMs = clock.elapsedMs()
      if (cancellation.requested()) cancelledMs ??= nowMs
      if (cancelledMs !== null && nowMs - cancelledMs >= cancelledTimeoutMs) throw interrupted({ step, hash: sent.inner.hash, maxLedger })
      if (nowMs - startedMs >= settleTimeoutMs) {
        throw outcomeUnknown({ step, hash: sent.inner.hash, maxLedger, seconds: settleTimeoutMs / 1_000 })
      }
    },
  }
}

function boundsAfter(
  { account, ledger }: Sight,
  lane: Signatory,
  { name, engine: { world, chain } }: { name: string; engine: Engine },
): Bounds {
  if (account === null) throw laneMissing({ step: name, address: lane.address, network: chain.network.name, at: chain.network.at })
  const maxTime = Math.floor(world.clock.now().getTime() / 1_000) + patienceSeconds
  return { sequence: account.sequence + 1n, maxLedger: ledger + patienceLedgers, maxTime }
}

function foundDone({ call: { name } }: ChainTask): Settled {
  return { name, hash: null, ledger: null, feeCharged: null }
}
