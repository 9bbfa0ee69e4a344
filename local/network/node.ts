import { History } from './history.ts'
import type { AppliedTransaction, ClosedLedger } from './ledger/closed-ledger.ts'
import { Ledger } from './ledger/ledger.ts'
import type { Profile } from './ledger/settings.ts'
import { readTransaction, type Transaction } from './ledger/transaction.ts'
import { type Admission, Queue } from './queue.ts'

/** When ledgers close: right after each accepted transaction, or every so many milliseconds. */
export type Pace = 'instant' | number

interface NodeOptions {
  passphrase: string
  profile: Profile
  pace: Pace
  /** Milliseconds after which an instant network closes an empty ledger, so that waiting for ledgers ends. */
  idleClose: number
  kept: number
  now: () => number
}

/** Expected times of a close that a transaction must still be good for (stellar-core: EXPECTED_CLOSE_TIME_MULT). */
const closesAhead = 2
/** Milliseconds that nodes expect between ledgers, whatever the pace here. */
const expectedClose = 5_000

/** One validator that agrees with itself: a ledger, a queue, and a clock that closes. */
export class Node {
  readonly ledger: Ledger
  readonly history: History
  readonly #queue: Queue
  readonly #options: NodeOptions
  readonly #awaited = new Map<string, ((applied: AppliedTransaction | null) => void)[]>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: NodeOptions) {
    this.#options = options
    const { passphrase, profile, kept } = options
    this.ledger = new Ledger({ passphrase, profile, closeTime: this.#seconds() })
    this.#queue = new Queue(this.ledger)
    this.history = new History(kept)
  }

  /** Closes the first ledger and starts the clock. */
  start(): void {
    this.closeLedger()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    for (const waiting of this.#awaited.values()) for (const tell of waiting) tell(null)
    this.#awaited.clear()
  }

  /** Throws what the XDR library throws when the bytes are no envelope. */
  read(envelope: Uint8Array): Transaction {
    return readTransaction(envelope, this.ledger.networkId)
  }

  /** Takes a transaction into the queue, and closes a ledger with it when the network is instant. */
  submit(transaction: Transaction): Admission {
    const admission = this.#queue.add(transaction, this.#timeLeft())
    if (admission.status === 'PENDING' && this.#options.pace === 'instant') this.closeLedger()
    return admission
  }

  /** How many transactions wait for a ledger. */
  get waiting(): number {
    return this.#queue.size
  }

  isWaitingFor(account: Transaction['inner']['source']): boolean {
    return this.#queue.isWaitingFor(account)
  }

  /** Resolves when the transaction was applied; with null when the node stops. */
  applied(id: string): Promise<AppliedTransaction | null> {
    const known = this.history.transaction(id)
    if (known !== null) return Promise.resolve(known)
    const { promise, resolve } = Promise.withResolvers<AppliedTransaction | null>()
    this.#awaited.set(id, [...(this.#awaited.get(id) ?? []), resolve])
    return promise
  }

  closeLedger(): ClosedLedger {
    const closeTime = this.#nextCloseTime()
    const transactions = this.#queue.next(closeTime)
    const closed = this.ledger.close(transactions, closeTime)
    this.history.add(closed)
    this.#queue.settle(transactions, this.#timeLeft())
    for (const transaction of closed.transactions) {
      for (const tell of this.#awaited.get(transaction.id) ?? []) tell(transaction)
      this.#awaited.delete(transaction.id)
    }
    this.#setClock()
    return closed
  }

  /** Jumps over ledgers in which nothing happens, and closes the one with this number. */
  advanceTo(sequence: number): ClosedLedger {
    if (sequence <= this.ledger.sequence) throw new RangeError(`ledger ${sequence} is not ahead of ${this.ledger.sequence}`)
    if (sequence > this.ledger.sequence + 1) this.ledger.jumpTo(sequence - 1, this.#nextCloseTime())
    return this.closeLedger()
  }

  /** Milliseconds between ledgers, as clients may expect them. */
  get cadence(): number {
    return this.#options.pace === 'instant' ? this.#options.idleClose : this.#options.pace
  }

  #setClock(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.closeLedger(), this.cadence)
    this.#timer.unref()
  }

  #seconds(): bigint {
    return BigInt(Math.floor(this.#options.now() / 1000))
  }

  // Several ledgers may close in one second here; time does not run ahead of the clocks of those who set bounds by it.
  #nextCloseTime(): bigint {
    const now = this.#seconds()
    if (now < this.ledger.closeTime) return this.ledger.closeTime
    return now
  }

  #timeLeft(): bigint {
    const drift = this.#nextCloseTime() - this.ledger.closeTime
    const { pace } = this.#options
    return drift + (pace === 'instant' ? 0n : BigInt(Math.floor((closesAhead * Math.min(pace, expectedClose)) / 1000)))
  }
}
