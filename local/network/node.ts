import type * as xdr from '@stellar/stellar-sdk/xdr'
import { History } from './history.ts'
import type { AppliedTransaction, ClosedLedger } from './ledger/closed-ledger.ts'
import { overdue } from './ledger/eviction.ts'
import { Ledger } from './ledger/ledger.ts'
import type { LedgerSnapshot } from './ledger/ledger-snapshot.ts'
import type { Profile } from './ledger/settings.ts'
import type { EntryChange } from './ledger/state.ts'
import { readTransaction, type Transaction } from './ledger/transaction.ts'
import { type Admission, Queue, type QueueSnapshot } from './queue.ts'

/** When ledgers close: right after each accepted transaction, or every so many milliseconds. */
export type Pace = 'instant' | number

/** What becomes of ledgers beyond this process. Both return when it is safe; both throw when it is not. */
export interface Keeper {
  closed(ledger: ClosedLedger, changes: { entries: readonly EntryChange[]; archive: readonly EntryChange[] }): void
  reverted(snapshot: NodeSnapshot): void
}

interface NodeOptions {
  passphrase: string
  profile: Profile
  pace: Pace
  /** Milliseconds after which an instant network closes an empty ledger, so that waiting for ledgers ends. */
  idleClose: number
  kept: number
  now: () => number
  keeper: Keeper | null
}

/** All that a node knows, at one moment. */
export interface NodeSnapshot {
  readonly ledger: LedgerSnapshot
  readonly queue: QueueSnapshot
  readonly history: readonly ClosedLedger[]
  readonly past: readonly PastLedger[]
}

interface PastLedger {
  readonly sequence: number
  readonly ledger: LedgerSnapshot
  readonly queue: QueueSnapshot
}

/** What is to happen besides transactions. */
interface Prospect {
  /** For the next ledger: changes of the network's parameters, and XDR of the keys that are swept away. */
  votes: xdr.LedgerUpgrade[]
  swept: Uint8Array[]
  /** Closes by the clock, or by a transaction, that are left out. */
  stalled: number
  /** Ledgers that leave out what waits. */
  empty: number
}

/** Ledgers that a replica may lag behind. */
const mostLag = 3
/** Expected times of a close that a transaction must still be good for (stellar-core: EXPECTED_CLOSE_TIME_MULT). */
const closesAhead = 2
/** Milliseconds that nodes expect between ledgers, whatever the pace here. */
const expectedClose = 5_000

/** One validator that agrees with itself: a ledger, a queue, and a clock that closes. */
export class Node {
  readonly ledger: Ledger
  readonly history: History
  readonly queue: Queue
  readonly prospect: Prospect = { votes: [], swept: [], stalled: 0, empty: 0 }
  /** Milliseconds that this node's clock is ahead. */
  skew = 0
  readonly #options: NodeOptions
  readonly #awaited = new Map<string, ((applied: AppliedTransaction | null) => void)[]>()
  /** The last ledgers, the newest at the end: what replicas that lag still show. */
  #past: readonly PastLedger[] = []
  /** Transactions that a replica took while this node shows the past; null: it shows the present. */
  #relayed: Transaction[] | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(options: NodeOptions) {
    this.#options = options
    const { passphrase, profile, kept } = options
    this.ledger = new Ledger({ passphrase, profile, closeTime: this.#seconds() })
    this.queue = new Queue(this.ledger)
    this.history = new History(kept)
  }

  /** Closes the first ledger and starts the clock. */
  start(): void {
    this.closeLedger()
  }

  /** Carries on where a node was that ended. */
  startFrom(snapshot: NodeSnapshot): void {
    this.#goTo(snapshot)
    this.#setClock()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#awaitNothing()
  }

  /** Throws what the XDR library throws when the bytes are no envelope. */
  read(envelope: Uint8Array): Transaction {
    return readTransaction(envelope, this.ledger.networkId)
  }

  /** Takes a transaction into the queue, and closes a ledger with it when the network is instant. */
  submit(transaction: Transaction): Admission {
    const admission = this.queue.add(transaction, this.#timeLeft())
    if (admission.status !== 'PENDING') return admission
    if (this.#relayed !== null) this.#relayed.push(transaction)
    else if (this.#options.pace === 'instant') this.#closeWhenDue()
    return admission
  }

  /** How many transactions wait for a ledger. */
  get waiting(): number {
    return this.queue.size
  }

  isWaitingFor(account: Transaction['inner']['source']): boolean {
    return this.queue.isWaitingFor(account)
  }

  /** Resolves when the transaction was applied; with null when the node stops, or goes back to before it was sent. */
  applied(id: string): Promise<AppliedTransaction | null> {
    const known = this.history.transaction(id)
    if (known !== null) return Promise.resolve(known)
    const { promise, resolve } = Promise.withResolvers<AppliedTransaction | null>()
    this.#awaited.set(id, [...(this.#awaited.get(id) ?? []), resolve])
    return promise
  }

  closeLedger(): ClosedLedger {
    const { ledger, queue, prospect } = this
    const closeTime = this.#nextCloseTime()
    const transactions = prospect.empty > 0 ? [] : queue.next(closeTime)
    const closed = ledger.close(transactions, closeTime, { votes: prospect.votes, evicted: prospect.swept })
    Object.assign(prospect, { votes: [], swept: [], empty: Math.max(0, prospect.empty - 1) })
    this.#keep(closed)
    this.history.add(closed)
    queue.settle(transactions, this.#timeLeft())
    this.#past = [...this.#past, { ...this.#present(), sequence: closed.sequence }].slice(-mostLag - 1)
    for (const transaction of closed.transactions) {
      for (const tell of this.#awaited.get(transaction.id) ?? []) tell(transaction)
      this.#awaited.delete(transaction.id)
    }
    this.#setClock()
    return closed
  }

  /** Jumps over ledgers in which nothing happens, and closes the one with this number, which sweeps away what is long over. */
  advanceTo(sequence: number): ClosedLedger {
    if (sequence <= this.ledger.sequence) throw new RangeError(`ledger ${sequence} is not ahead of ${this.ledger.sequence}`)
    if (sequence > this.ledger.sequence + 1) {
      this.ledger.jumpTo(sequence - 1, this.#nextCloseTime())
      this.prospect.swept.push(...overdue(this.ledger.state, sequence))
    }
    return this.closeLedger()
  }

  snapshot(): NodeSnapshot {
    return { ...this.#present(), history: [...this.history.ledgers], past: this.#past }
  }

  /** Goes to a snapshot: of this node, be it of the past or of another way that was left, or one that was made from a file. */
  revert(snapshot: NodeSnapshot): void {
    Object.assign(this.prospect, { votes: [], swept: [] })
    this.recover()
    this.#awaitNothing()
    this.#goTo(snapshot)
    this.#options.keeper?.reverted(snapshot)
    if (snapshot.history.length === 0) this.closeLedger()
    this.#setClock()
  }

  /** Looks at the network as a node does that is so many ledgers behind, 3 at most. What it takes, it hands on to the others. */
  behind<Seen>(ledgers: number, look: () => Seen): Seen {
    const past = this.#past.at(-1 - ledgers) ?? this.#past[0]
    if (past === undefined) return look()
    const present = this.#present()
    const newer = this.history.removeAfter(past.sequence)
    const relayed: Transaction[] = []
    this.#relayed = relayed
    try {
      this.#show(past)
      return look()
    } finally {
      this.#show(present)
      for (const closed of newer) this.history.add(closed)
      this.#relayed = null
      for (const transaction of relayed) this.submit(transaction)
    }
  }

  /** From now on the clock goes right, and ledgers close when they are due. */
  recover(): void {
    Object.assign(this.prospect, { stalled: 0, empty: 0 })
    this.skew = 0
  }

  /** Milliseconds between ledgers, as clients may expect them. */
  get cadence(): number {
    return this.#options.pace === 'instant' ? this.#options.idleClose : this.#options.pace
  }

  // Before anybody can see what happened; and when it cannot be kept, it has not happened.
  #keep(closed: ClosedLedger): void {
    const { state, archive } = this.ledger
    const changes = { entries: state.takeChanges(), archive: archive.takeChanges() }
    try {
      this.#options.keeper?.closed(closed, changes)
    } catch (error) {
      const before = this.#past.at(-1)
      if (before !== undefined) this.ledger.revert(before.ledger)
      throw error
    }
  }

  #present(): Pick<NodeSnapshot, 'ledger' | 'queue'> {
    return { ledger: this.ledger.snapshot(), queue: this.queue.snapshot() }
  }

  #goTo(snapshot: NodeSnapshot): void {
    this.#show(snapshot)
    this.history.revert(snapshot.history)
    this.#past = snapshot.past
  }

  #show({ ledger, queue }: Pick<NodeSnapshot, 'ledger' | 'queue'>): void {
    this.ledger.revert(ledger)
    this.queue.revert(queue)
  }

  #closeWhenDue(): void {
    if (this.prospect.stalled === 0) {
      this.closeLedger()
      return
    }
    this.prospect.stalled -= 1
    this.#setClock()
  }

  #setClock(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#closeWhenDue(), this.cadence)
    this.#timer.unref()
  }

  #awaitNothing(): void {
    for (const waiting of this.#awaited.values()) for (const tell of waiting) tell(null)
    this.#awaited.clear()
  }

  #seconds(): bigint {
    return BigInt(Math.floor((this.#options.now() + this.skew) / 1000))
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
