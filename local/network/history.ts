import type { AppliedTransaction, ClosedLedger } from './ledger/closed-ledger.ts'

/** Bytes that the closed ledgers may take up, as weighed here; the oldest go first. */
const roomForAll = 20 * 1024 * 1024
/** Bytes that an object takes beside its contents: an estimate, for what runs in V8. */
const overhead = { ledger: 1_000, transaction: 1_500, bytes: 200 }

/** Closed ledgers and their transactions, as far back as they are kept: up to a number of ledgers, and up to an amount of memory. */
export class History {
  readonly #kept: number
  readonly #room: number
  readonly #ledgers: ClosedLedger[] = []
  readonly #transactions = new Map<string, AppliedTransaction>()
  readonly #weights: number[] = []
  #weight = 0

  /** `kept`: number of ledgers. `room`: bytes. */
  constructor(kept: number, room: number = roomForAll) {
    this.#kept = kept
    this.#room = room
  }

  add(ledger: ClosedLedger): void {
    this.#ledgers.push(ledger)
    this.#weights.push(weigh(ledger))
    this.#weight += this.#weights.at(-1) ?? 0
    for (const transaction of ledger.transactions) {
      this.#transactions.set(transaction.innerId, transaction)
      this.#transactions.set(transaction.id, transaction)
    }
    while (this.#ledgers.length > this.#kept || (this.#weight > this.#room && this.#ledgers.length > 1)) this.#forgetOldest()
  }

  /** Forgets the ledgers after this one, and gives them. */
  removeAfter(sequence: number): ClosedLedger[] {
    const first = this.#placeOf(sequence + 1)
    for (const weight of this.#weights.splice(first)) this.#weight -= weight
    const removed = this.#ledgers.splice(first)
    for (const ledger of removed) this.#forget(ledger)
    return removed
  }

  /** Goes back to ledgers that it held once. */
  revert(ledgers: readonly ClosedLedger[]): void {
    const common = lengthInCommon(ledgers, this.#ledgers)
    this.removeAfter(ledgers[common - 1]?.sequence ?? 0)
    for (const ledger of ledgers.slice(common)) this.add(ledger)
  }

  get kept(): number {
    return this.#kept
  }

  get ledgers(): readonly ClosedLedger[] {
    return this.#ledgers
  }

  get oldest(): ClosedLedger {
    return bound(this.#ledgers[0])
  }

  get latest(): ClosedLedger {
    return bound(this.#ledgers.at(-1))
  }

  /** By hash in hex: of a fee bump, both the outer and the inner one lead to it. */
  transaction(id: string): AppliedTransaction | null {
    return this.#transactions.get(id) ?? null
  }

  /** The kept ledgers with this number and later ones, in order, so many at most. Numbers that were jumped over are missing. */
  *from(sequence: number, most: number = Number.POSITIVE_INFINITY): Generator<ClosedLedger> {
    const first = this.#placeOf(sequence)
    for (let place = first; place < Math.min(first + most, this.#ledgers.length); place += 1) yield bound(this.#ledgers[place])
  }

  // The place of the first ledger with this number or a later one.
  #placeOf(sequence: number): number {
    let [low, high] = [0, this.#ledgers.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (bound(this.#ledgers[middle]).sequence < sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  #forgetOldest(): void {
    this.#weight -= this.#weights.shift() ?? 0
    const oldest = this.#ledgers.shift()
    if (oldest !== undefined) this.#forget(oldest)
  }

  #forget({ transactions }: ClosedLedger): void {
    for (const { id, innerId } of transactions) {
      this.#transactions.delete(id)
      this.#transactions.delete(innerId)
    }
  }
}

// The envelope counts twice: it lies in the transaction set, too.
function weigh({ header, transactions }: ClosedLedger): number {
  const ofTransactions = transactions.map(({ envelope, result, meta, diagnostics, events, feeEvents }) => {
    const pieces = [envelope, envelope, result, meta, ...diagnostics, ...events.flat(), ...feeEvents]
    return pieces.reduce((sum, bytes) => sum + bytes.length + overhead.bytes, overhead.transaction)
  })
  return ofTransactions.reduce((sum, weight) => sum + weight, header.length + overhead.ledger)
}

// Both ascend, and differ from one ledger on.
function lengthInCommon(one: readonly ClosedLedger[], other: readonly ClosedLedger[]): number {
  let [place, otherPlace] = [one.length - 1, other.length - 1]
  while (place >= 0 && otherPlace >= 0 && one[place] !== other[otherPlace]) {
    const ahead = (one[place]?.sequence ?? 0) - (other[otherPlace]?.sequence ?? 0)
    if (ahead >= 0) place -= 1
    if (ahead <= 0) otherPlace -= 1
  }
  return otherPlace < 0 ? 0 : place + 1
}

function bound(ledger: ClosedLedger | undefined): ClosedLedger {
  if (ledger === undefined) throw new Error('no ledger was closed yet')
  return ledger
}
