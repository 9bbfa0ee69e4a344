import { availableBalance, loadAccount } from './ledger/account.ts'
import { admit, type Guest } from './ledger/admission.ts'
import { amountsOf, type Bid, bidOf, fitting, ledgerLimits, type Phase, phaseOf } from './ledger/capacity.ts'
import type { AccountId } from './ledger/keys.ts'
import type { Ledger } from './ledger/ledger.ts'
import { encodeResult, succeeded, type transactionCode } from './ledger/result.ts'
import { startingSequence } from './ledger/sequence.ts'
import { declaredResourcesAreValid } from './ledger/soroban-validity.ts'
import { feeSource, fullFee, inclusionFee, isSoroban, type Transaction } from './ledger/transaction.ts'
import { declaresPossibleFees, judge, refusal } from './ledger/validity.ts'
import { besides } from './replacement.ts'

export type Admission =
  | { status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER' }
  /** With the XDR of a TransactionResult. */
  | { status: 'ERROR'; result: Uint8Array }

/** Ledgers that a transaction waits at most, and that an envelope is refused for after it left (stellar-core: HerderImpl). */
const patience = 4
const banDepth = 10
/** Ledgers' worth of transactions that may wait (stellar-core: TRANSACTION_QUEUE_SIZE_MULTIPLIER). */
const roomInLedgers = 2n
const phases: readonly Phase[] = ['classic', 'soroban']

interface Waiting extends Guest {
  phase: Phase
  /** The ledger after which the account's first such transaction came; one that takes its place does not begin anew. */
  since: number
}

/** What waits, what is banned and what was outbid, at one moment. */
export interface QueueSnapshot {
  waiting: ReadonlyMap<AccountId, Waiting>
  banned: ReadonlyMap<string, number>
  outbid: Readonly<Record<Phase, Bid | null>>
}

export const emptyQueue: QueueSnapshot = { waiting: new Map(), banned: new Map(), outbid: { classic: null, soroban: null } }

/** What was accepted and is not applied yet: one transaction for each source account (stellar-core: TransactionQueue). */
export class Queue {
  readonly #ledger: Ledger
  #waiting = new Map<AccountId, Waiting>()
  /** By envelope, with the first ledger after which it is welcome again. */
  #banned = new Map<string, number>()
  #outbid: Record<Phase, Bid | null> = { classic: null, soroban: null }

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  get size(): number {
    return this.#waiting.size
  }

  isWaitingFor(account: AccountId): boolean {
    return this.#waiting.has(account)
  }

  /** `timeLeft`: seconds that may pass until it is applied. */
  add(transaction: Transaction, timeLeft: bigint): Admission {
    const phase = phaseOf(transaction)
    if (this.#isBusyIn(phase === 'classic' ? 'soroban' : 'classic', transaction.inner.source)) return { status: 'TRY_AGAIN_LATER' }
    if (!declaresPossibleFees(transaction)) return error(transaction, 'malformed')
    if (this.#banned.has(transaction.envelopeHash)) return { status: 'TRY_AGAIN_LATER' }
    if (fullFee(transaction) < 0n || inclusionFee(transaction) < 0n) return error(transaction, 'malformed')
    const present = this.#waiting.get(transaction.inner.source) ?? null
    const conflict = present === null ? null : this.#besides(present, transaction)
    if (conflict !== null) return conflict
    const guest = { transaction, amounts: amountsOf(transaction) }
    const admittance = admit(guest, { waiting: this.#in(phase), replaced: present, limits: this.#room(phase), outbid: this.#outbid[phase] })
    if (!admittance.admitted) {
      this.ban(transaction)
      return admittance.fee === null ? { status: 'TRY_AGAIN_LATER' } : error(transaction, 'insufficientFee', admittance.fee)
    }
    const { outcome, fee } = judge(transaction, this.#ledger.state, this.#ledger.rulesAhead(), timeLeft)
    if (!succeeded(outcome)) return { status: 'ERROR', result: encodeResult(transaction, outcome, fee) }
    if (!this.#canPay(transaction, present)) return error(transaction, 'insufficientBalance')
    for (const leaving of admittance.leaving) {
      this.#outbid[phase] = bidOf(leaving)
      this.#drop(leaving)
    }
    this.#waiting.set(transaction.inner.source, { ...guest, phase, since: present?.since ?? this.#ledger.sequence })
    return { status: 'PENDING' }
  }

  /** What goes into the next ledger, which closes at `closeTime`. What would not be valid by then is let go. */
  next(closeTime: bigint): Transaction[] {
    this.#dropInvalid({ closeTime, timeLeft: 0n })
    const unstartable = startingSequence(this.#ledger.sequence + 1)
    return phases.flatMap((phase) => {
      const ready = this.#in(phase).map(({ transaction }) => transaction)
      return fitting(
        ready.filter(({ inner }) => inner.body.seqNum !== unstartable),
        this.#limits(phase),
      )
    })
  }

  /** After a ledger was closed: lets go of what it applied, of what waited too long, and of what is not valid any more. */
  settle(applied: readonly Transaction[], timeLeft: bigint): void {
    const { sequence, closeTime } = this.#ledger
    for (const { envelopeHash, inner } of applied) {
      const waiting = this.#waiting.get(inner.source)
      if (waiting !== undefined && waiting.transaction.inner.body.seqNum <= inner.body.seqNum) this.#waiting.delete(inner.source)
      // It was banned before the list of the next ledger began.
      this.#banned.set(envelopeHash, sequence + banDepth - 1)
    }
    for (const { transaction, since } of [...this.#waiting.values()]) if (sequence - since >= patience) this.#drop(transaction)
    for (const [envelope, until] of this.#banned) if (until <= sequence) this.#banned.delete(envelope)
    this.#outbid = { classic: null, soroban: null }
    this.#dropInvalid({ closeTime, timeLeft })
  }

  /** Refuses this envelope for the coming ledgers, as stellar-core does with what it gave up. */
  ban({ envelopeHash }: Transaction): void {
    this.#banned.set(envelopeHash, this.#ledger.sequence + banDepth)
  }

  snapshot(): QueueSnapshot {
    return { waiting: new Map(this.#waiting), banned: new Map(this.#banned), outbid: { ...this.#outbid } }
  }

  revert({ waiting, banned, outbid }: QueueSnapshot): void {
    this.#waiting = new Map(waiting)
    this.#banned = new Map(banned)
    this.#outbid = { ...outbid }
  }

  #besides(present: Waiting, transaction: Transaction): Admission | null {
    const decision = besides(present.transaction, transaction)
    if (decision.answer === 'duplicate') return { status: 'DUPLICATE' }
    if (decision.answer === 'outdated') return error(transaction, 'badSequence')
    if (isSoroban(transaction) && !declaredResourcesAreValid(transaction.inner, this.#ledger.rulesAhead())) {
      return error(transaction, 'sorobanInvalid')
    }
    if (decision.answer === 'later') return { status: 'TRY_AGAIN_LATER' }
    return decision.answer === 'underbid' ? error(transaction, 'insufficientFee', decision.fee) : null
  }

  // An account that only pays for others counts, too (stellar-core: sourceAccountPending).
  #isBusyIn(phase: Phase, account: AccountId): boolean {
    return this.#in(phase).some(({ transaction }) => transaction.inner.source === account || feeSource(transaction) === account)
  }

  #in(phase: Phase): Waiting[] {
    return [...this.#waiting.values()].filter((waiting) => waiting.phase === phase)
  }

  #limits(phase: Phase): Guest['amounts'] {
    return ledgerLimits(phase, this.#ledger.settings, this.#ledger.header.maxTxSetSize)
  }

  #room(phase: Phase): Guest['amounts'] {
    return this.#limits(phase).map((amount) => amount * roomInLedgers)
  }

  #canPay(transaction: Transaction, replaced: Waiting | null): boolean {
    const payer = feeSource(transaction)
    const others = this.#in(phaseOf(transaction)).filter((waiting) => waiting !== replaced && feeSource(waiting.transaction) === payer)
    return this.#available(payer) >= others.reduce((promised, other) => promised + fullFee(other.transaction), fullFee(transaction))
  }

  #available(account: AccountId): bigint {
    const found = loadAccount(this.#ledger.state, account)
    return found === null ? 0n : availableBalance(found, this.#ledger.header.baseReserve)
  }

  // Valid one by one, and payable together (stellar-core: TxSetUtils::getInvalidTxListWithErrors).
  #dropInvalid({ closeTime, timeLeft }: { closeTime: bigint; timeLeft: bigint }): void {
    const { state } = this.#ledger
    const rules = this.#ledger.rulesAhead(closeTime)
    const promised = new Map<AccountId, bigint>()
    for (const phase of phases) {
      const valid = this.#in(phase).filter(({ transaction }) => {
        const isValid = succeeded(judge(transaction, state, rules, timeLeft).outcome)
        if (!isValid) this.#drop(transaction)
        return isValid
      })
      for (const { transaction } of valid) {
        const payer = feeSource(transaction)
        promised.set(payer, (promised.get(payer) ?? 0n) + fullFee(transaction))
      }
      for (const { transaction } of valid) {
        const payer = feeSource(transaction)
        if (this.#available(payer) < (promised.get(payer) ?? 0n)) this.#drop(transaction)
      }
    }
  }

  #drop(transaction: Transaction): void {
    this.#waiting.delete(transaction.inner.source)
    this.ban(transaction)
  }
}

function error(transaction: Transaction, reason: keyof typeof transactionCode, fee = 0n): Admission {
  return { status: 'ERROR', result: encodeResult(transaction, refusal(transaction, reason), fee) }
}
