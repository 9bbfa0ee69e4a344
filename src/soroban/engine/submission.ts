import type { xdr } from '@stellar/stellar-sdk/base'
import { problemsOf } from '../../core/problem.ts'
import { spendLimitReached, transactionRefused } from '../problems.ts'
import type { Signatory } from '../signers/signatory.ts'
import { firstBid, nextBid } from './bids.ts'
import type { Engine } from './engine.ts'
import { afterSend } from './settlement.ts'
import { type Bounds, type InnerTransaction, type SignedTransaction, type Slot, type SlotNow, signDraft, signFeeBump } from './signing.ts'
import type { PreparedCall } from './transaction.ts'
import { readResult, type TransactionResult } from './transaction-result.ts'

/** One sequence number and everything that was signed for it: at most one of these can ever be applied. */
export interface Submission {
  readonly prepared: PreparedCall
  readonly lane: Signatory
  readonly bounds: Bounds
  readonly inner: InnerTransaction
  /** The newest one last. */
  readonly bids: SignedTransaction[]
  /** Stroops that the newest one bids for inclusion. */
  bid: bigint
  /** Whether any copy may be in a queue. Until then a refusal is final. */
  mayBeQueued: boolean
  /** The ledger it was last offered to: later ones that closed without it have passed it over. */
  offeredAt: number
  /** The next time to send the same bytes again, in ms of the clock. */
  sendAgainMs: number
  /** The ledger at which a higher bid was wanted last and could not be signed: it is asked for again after that one. */
  unsignedAt: number
}

const sendAgainMs = { refused: 500, queued: 5_000 }

/** Signs for one sequence number, once the limit of the run allows for it; nothing is sent yet. */
export async function sign(prepared: PreparedCall, slot: SlotNow, engine: Engine): Promise<Submission> {
  const { chain, payer, purse } = engine
  const { name } = prepared.call
  const draft = engine.draft(prepared, slot)
  const resourceFee = resourceFeeOf(draft.tx)
  const bid = firstBid({ price: await engine.price(), operations: prepared.operations.length })
  const fee = resourceFee + bid
  if (!purse.offer(name, fee)) throw spendLimitReached({ step: name, fee, most: purse.most(name) ?? 0n, limit: purse.limit ?? 0n })
  const inner = await signDraft(draft, chain)
  const first = await signFeeBump(inner, fee, { chain, payer })
  const { lane } = slot
  const { bounds } = draft
  return {
    prepared: { ...prepared, resourceFee },
    lane,
    bounds,
    inner,
    bids: [first],
    bid,
    mayBeQueued: false,
    offeredAt: 0,
    sendAgainMs: 0,
    unsignedAt: 0,
  }
}

/**
 * Takes up what an earlier run signed for the same work and the same number, if it is the same to the byte: so it is
 * settled without a second copy. Null: there is none.
 */
export function takeUp(prepared: PreparedCall, { lane, bounds }: Slot, engine: Engine): Submission | null {
  const { chain, journal, purse } = engine
  const step = prepared.call.name
  const entries = journal.earlier({ step, source: lane.address, sequence: String(bounds.sequence) })
  const last = entries.at(-1)
  if (last === undefined) return null
  const envelope = chain.sdk.xdr.TransactionEnvelope.fromXdr(last.envelope, 'base64')
  if (envelope.type !== 'envelopeTypeTxFeeBump') return null
  const inner = envelope.value.tx.innerTx.value
  if (!doTheSame(inner.tx, prepared) || !purse.offer(step, BigInt(last.fee))) return null
  const resourceFee = resourceFeeOf(inner.tx)
  return {
    prepared: { ...prepared, resourceFee },
    lane,
    bounds: { ...bounds, maxLedger: last.maxLedger },
    inner: { hash: last.inner, envelope: inner },
    bids: entries.filter(({ inner }) => inner === last.inner).map(({ hash, envelope, fee }) => ({ hash, envelope, fee: BigInt(fee) })),
    bid: BigInt(last.fee) - resourceFee,
    mayBeQueued: true,
    offeredAt: 0,
    sendAgainMs: 0,
    unsignedAt: 0,
  }
}

/** Whether a transaction has the operations of a call, to the byte; who they act for is not looked at. */
function doTheSame(one: Pick<xdr.Transaction, 'operations'>, other: Pick<PreparedCall, 'operations'>): boolean {
  const bodies = (operations: readonly xdr.Operation[]) => operations.map(({ body }) => body.toXdr('base64')).join()
  return bodies(one.operations) === bodies(other.operations)
}

/** Stroops; a classic transaction has none. */
function resourceFeeOf({ ext }: xdr.Transaction): bigint {
  return ext.type === 'sorobanData' ? ext.value.resourceFee : 0n
}

/** Sends the newest bid once and handles its answer; a refusal that is final is thrown. `ledger`: the newest one known. */
export async function send(sent: Submission, ledger: number, engine: Engine): Promise<void> {
  const { chain, world } = engine
  for (;;) {
    await noteDown(sent, engine)
    const answer = await chain.send(newest(sent).envelope).catch((thrown: unknown) => {
      if (problemsOf(thrown) === null) throw thrown
      world.log.line(`${nameOf(sent)}: no answer to sendTransaction; looking whether it arrived`)
      return null
    })
    const result = readResult(answer?.errorResultXdr, chain.sdk)
    const next = afterSend(answer?.status ?? null, result.code)
    if (answer === null || answer.status !== 'ERROR') sent.mayBeQueued = true
    // A duplicate has waited since it was first taken.
    if (answer?.status !== 'DUPLICATE' || sent.offeredAt === 0) sent.offeredAt = Math.max(ledger, answer?.latestLedger ?? 0)
    sent.sendAgainMs = world.clock.elapsedMs() + (next === 'poll' ? sendAgainMs.queued : sendAgainMs.refused)
    if (next === 'poll' || next === 'send-again') return
    if (next === 'bid-more') {
      if (await bidMore(sent, { asked: askedBy(result, sent), ledger: sent.offeredAt }, engine)) continue
      if (!sent.mayBeQueued) throw spendLimitReached(limitOf(sent, result, engine))
    } else if (!sent.mayBeQueued) throw transactionRefused({ step: nameOf(sent), result: result.text })
    return
  }
}

/**
 * Signs a higher bid for the same number; false where the limits forbid one, or where it cannot be signed while a copy
 * may be queued: that one may still be applied, so it is waited for. `ledger`: the newest one known.
 */
export async function bidMore(
  sent: Submission,
  { asked, ledger }: { asked: bigint | null; ledger: number },
  { purse, chain, payer, world }: Engine,
): Promise<boolean> {
  const { resourceFee } = sent.prepared
  const name = nameOf(sent)
  if (sent.mayBeQueued && (world.cancellation.requested() || ledger <= sent.unsignedAt)) return false
  const free = purse.most(name)
  const bid = nextBid({ bid: sent.bid, asked, isQueued: sent.mayBeQueued, most: free === null ? null : free - resourceFee })
  if (bid === null || !purse.offer(name, resourceFee + bid)) return false
  world.log.line(`${name}: the network asks for a higher fee; bidding ${bid} stroops`)
  try {
    sent.bids.push(await signFeeBump(sent.inner, resourceFee + bid, { chain, payer }))
  } catch (thrown) {
    const problems = problemsOf(thrown)
    if (problems === null || !sent.mayBeQueued) throw thrown
    world.log.line(`${name}: no higher bid could be signed (${problems[0]?.message}); waiting on`)
    purse.offer(name, newest(sent).fee)
    sent.unsignedAt = ledger
    return false
  }
  sent.bid = bid
  return true
}

/** Whether a ledger closed that could have taken it and did not. */
export function isPassedOver({ offeredAt, mayBeQueued }: Submission, ledger: number): boolean {
  return mayBeQueued && ledger > offeredAt
}

export function newest({ bids }: Submission): SignedTransaction {
  const last = bids.at(-1)
  if (last === undefined) throw new TypeError('a submission has at least one bid')
  return last
}

/** Before it is sent it is on the disk: a run that is killed in between leaves no transaction that nobody knows. */
async function noteDown(sent: Submission, { journal, world }: Engine): Promise<void> {
  const { hash, envelope, fee } = newest(sent)
  const { sequence, maxLedger } = sent.bounds
  const entry = {
    step: nameOf(sent),
    source: sent.lane.address,
    sequence: String(sequence),
    inner: sent.inner.hash,
    hash,
    maxLedger,
    fee: String(fee),
    envelope,
  }
  if (journal.knows(hash)) return
  await world.write(`journal of ${entry.step}`, () => journal.note(entry), { evenWhenCancelled: true })
}

export function nameOf({ prepared }: Submission): string {
  return prepared.call.name
}

/** A refusal for its fee names the whole fee that would do (stellar-core, `feeCharged` of txINSUFFICIENT_FEE). */
function askedBy({ feeCharged }: TransactionResult, { prepared }: Submission): bigint | null {
  return feeCharged === null || feeCharged <= prepared.resourceFee ? null : feeCharged - prepared.resourceFee
}

function limitOf(sent: Submission, { feeCharged }: TransactionResult, { purse }: Engine) {
  const fee = feeCharged ?? newest(sent).fee
  return { step: nameOf(sent), fee, most: purse.most(nameOf(sent)) ?? newest(sent).fee, limit: purse.limit ?? newest(sent).fee }
}
