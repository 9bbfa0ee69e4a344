import { durationText } from '../core/duration.ts'
import { problemsOf } from '../core/problem.ts'
import type { World } from '../core/world.ts'
import type { Chain } from './chain.ts'
import type { Signer } from './deployer.ts'
import { accountIn, type FoundAccount } from './facts.ts'
import { accountKey } from './keys.ts'
import { deployerUnfunded, neverApplied, outcomeUnknown, transactionFailed, transactionRefused } from './problems.ts'
import { afterSend, type Judgement, judge } from './settlement.ts'
import { type Bounds, type ChainCall, type PreparedCall, prepareCall, type SignedTransaction, signCall } from './transaction.ts'
import { readResult } from './transaction-result.ts'

/** A call and how to see on the chain, without its hash, that it was done. */
export interface ChainTask {
  readonly call: ChainCall
  readonly isDone: () => Promise<boolean>
}

/** A task that is proved done. `hash` is null where the chain showed it done and no transaction of this run did it. */
export interface Settled {
  readonly name: string
  readonly hash: string | null
  readonly ledger: number | null
  /** Stroops, after the refund; null where the answer could not be read. */
  readonly feeCharged: bigint | null
}

export interface Engine {
  readonly chain: Chain
  readonly signer: Signer
  readonly world: Pick<World, 'sleep' | 'clock' | 'log' | 'write'>
}

/** Ledgers a transaction may wait for its inclusion: its outcome is known one ledger later. */
const patienceLedgers = 12
/** Backstop for a network that stands still, far beyond the ledger bound of a slow one. */
const patienceSeconds = 900
const mostAttempts = 3
const mostBids = 4
/** How long an outcome is looked for: more than 13 ledgers of 9 s, the slowest seen on mainnet. */
const settleTimeoutMs = 180_000
const poll = { firstMs: 40, growth: 1.6, longestMs: 500 }
const sendAgainMs = { refused: 500, queued: 5_000 }
const heartbeatMs = 30_000

/**
 * Carries out one task: simulates, signs, sends and settles. Returns only when the chain proves it done; every
 * other end is a problem that says whether it was applied. Nothing follows an outcome that is not known.
 */
export async function carryOut(task: ChainTask, engine: Engine): Promise<Settled> {
  const { chain, signer, world } = engine
  const prepared = await prepareCall(task.call, { chain, source: signer.address }).catch(async (thrown: unknown) => {
    // Another run may have done it since the plan was made: then a simulation of it fails.
    if (problemsOf(thrown) !== null && (await task.isDone())) return null
    throw thrown
  })
  if (prepared === null) return foundDone(task)
  return world.write(task.call.name, () => attempt(task, prepared, engine))
}

async function attempt(task: ChainTask, prepared: PreparedCall, engine: Engine): Promise<Settled> {
  const { name } = task.call
  for (let attempts = 1; attempts <= mostAttempts; attempts += 1) {
    const { account, latestLedger } = await readAccount(engine)
    const bounds = boundsAfter(account, latestLedger, engine)
    const { judgement, transaction, answer } = await settle(await submission(prepared, { bounds, engine }))
    const result = readResult(answer?.resultXdr, engine.chain.sdk)
    switch (judgement) {
      case 'applied':
        engine.world.log.line(`${name}: applied in ledger ${answer?.ledger ?? '?'}, fee ${result.feeCharged ?? '?'} stroops`)
        return { name, hash: transaction.hash, ledger: answer?.ledger ?? null, feeCharged: result.feeCharged }
      case 'failed':
        if (await task.isDone()) return foundDone(task)
        throw transactionFailed({ step: name, hash: transaction.hash, result: result.text })
      case 'number-used':
        if (await task.isDone()) return foundDone(task)
        engine.world.log.line(`${name}: sequence number ${bounds.sequence} was used by another transaction; sending it anew`)
        break
      default:
        engine.world.log.line(`${name}: proved never applied; sending it anew`)
    }
  }
  throw neverApplied({ step: name, attempts: mostAttempts })
}

/** One sequence number and everything that was signed for it: at most one of these can ever be applied. */
interface Submission {
  readonly prepared: PreparedCall
  readonly engine: Engine
  readonly bounds: Bounds
  readonly transactions: SignedTransaction[]
  inclusionFee: bigint
  /** Whether any copy may be in a queue. Until then a refusal is final. */
  mayBeQueued: boolean
}

interface Settlement {
  readonly judgement: Exclude<Judgement, 'open'>
  readonly transaction: SignedTransaction
  readonly answer: { readonly ledger?: number; readonly resultXdr?: string } | null
}

async function submission(prepared: PreparedCall, { bounds, engine }: { bounds: Bounds; engine: Engine }): Promise<Submission> {
  const { chain, signer } = engine
  const inclusionFee = await chain.inclusionFee()
  const first = await signCall(prepared, { chain, signer, bounds, inclusionFee })
  engine.world.log.line(`${prepared.call.name}: sending ${first.hash}, to be applied before ledger ${bounds.maxLedger}`)
  return { prepared, engine, bounds, inclusionFee, transactions: [first], mayBeQueued: false }
}

/** Sends the same bytes until the evidence decides. */
async function settle(sent: Submission): Promise<Settlement> {
  const { engine, prepared, bounds } = sent
  const { clock, sleep, log } = engine.world
  const startedMs = clock.elapsedMs()
  let next = await send(sent)
  let [lastSentMs, toldMs, pauseMs, unexplained] = [startedMs, startedMs, poll.firstMs, 0]
  while (clock.elapsedMs() - startedMs < settleTimeoutMs) {
    await sleep(pauseMs)
    pauseMs = Math.min(pauseMs * poll.growth, poll.longestMs)
    const isDue = clock.elapsedMs() - lastSentMs >= (next === 'poll' ? sendAgainMs.queued : sendAgainMs.refused)
    const settlement = await look(sent, { readsAccount: isDue })
    // A node may show the used number a moment before the transaction that used it: look thrice.
    if (settlement?.judgement === 'number-used' && unexplained < 3) unexplained += 1
    else if (settlement !== null) return settlement
    else if (isDue) {
      next = await send(sent)
      lastSentMs = clock.elapsedMs()
    }
    if (clock.elapsedMs() - toldMs >= heartbeatMs) {
      toldMs = clock.elapsedMs()
      log.line(`${prepared.call.name}: waiting for its ledger since ${durationText(toldMs - startedMs)}`)
    }
  }
  throw outcomeUnknown({ step: prepared.call.name, hash: newest(sent).hash, maxLedger: bounds.maxLedger, seconds: settleTimeoutMs / 1_000 })
}

/** Sends the newest copy once and handles its answer; a refusal that is final is thrown. */
async function send(sent: Submission): Promise<'poll' | 'send-again'> {
  const { engine, prepared } = sent
  for (;;) {
    const answer = await engine.chain.send(newest(sent).envelope).catch((thrown: unknown) => {
      if (problemsOf(thrown) === null) throw thrown
      engine.world.log.line(`${prepared.call.name}: no answer to sendTransaction; looking whether it arrived`)
      return null
    })
    const result = readResult(answer?.errorResultXdr, engine.chain.sdk)
    const next = afterSend(answer?.status ?? null, result.code)
    if (answer === null || answer.status !== 'ERROR') sent.mayBeQueued = true
    if (next === 'poll' || next === 'send-again') return next
    if (next === 'bid-more' && sent.transactions.length < mostBids) await bidMore(sent)
    else if (sent.mayBeQueued) return 'poll'
    else throw transactionRefused({ step: prepared.call.name, result: result.text })
  }
}

/** Signs a copy with ten times the bid and the same number: the network replaces by fee only from there. */
async function bidMore(sent: Submission): Promise<void> {
  const { engine, prepared, bounds } = sent
  sent.inclusionFee *= 10n
  engine.world.log.line(`${prepared.call.name}: the network asks for a higher fee; bidding ${sent.inclusionFee} stroops`)
  sent.transactions.push(await signCall(prepared, { ...engine, bounds, inclusionFee: sent.inclusionFee }))
}

/** Gathers evidence once. The account is read before the hashes, so that a number used in between is not taken for a stranger's. */
async function look(sent: Submission, { readsAccount }: { readsAccount: boolean }): Promise<Settlement | null> {
  const { engine, bounds } = sent
  const account = readsAccount ? await readAccount(engine) : null
  for (const transaction of sent.transactions) {
    const answer = await engine.chain.transaction(transaction.hash)
    const found = answer.status === 'NOT_FOUND' ? null : answer.status
    if (found !== null) return { judgement: found === 'SUCCESS' ? 'applied' : 'failed', transaction, answer }
    if (account === null && answer.latestLedger >= bounds.maxLedger) return look(sent, { readsAccount: true })
  }
  const judgement = judge({
    found: null,
    account: account === null ? null : { sequence: account.account.sequence, ledger: account.latestLedger },
    sequence: bounds.sequence,
    maxLedger: bounds.maxLedger,
  })
  return judgement === 'open' ? null : { judgement, transaction: newest(sent), answer: null }
}

async function readAccount({ chain, signer }: Engine): Promise<{ account: FoundAccount; latestLedger: number }> {
  const key = accountKey(signer.address, chain.sdk)
  const read = await chain.read([key])
  const account = accountIn(read.entry(key))
  if (account === null) throw deployerUnfunded({ address: signer.address, network: chain.network.name, needed: '1', at: chain.network.at })
  return { account, latestLedger: read.latestLedger }
}

function boundsAfter({ sequence }: FoundAccount, latestLedger: number, { world }: Engine): Bounds {
  const maxTime = Math.floor(world.clock.now().getTime() / 1_000) + patienceSeconds
  return { sequence: sequence + 1n, maxLedger: latestLedger + patienceLedgers, maxTime }
}

function newest({ transactions }: Submission): SignedTransaction {
  const last = transactions.at(-1)
  if (last === undefined) throw new TypeError('a submission has at least one transaction')
  return last
}

function foundDone({ call: { name } }: ChainTask): Settled {
  return { name, hash: null, ledger: null, feeCharged: null }
}
