import type { AppliedTransaction, ClosedLedger } from './ledger/closed-ledger.ts'

/** Closed ledgers and their transactions, as far back as they are kept. */
export class History {
  readonly #kept: number
  readonly #ledgers: ClosedLedger[] = []
  readonly #transactions = new Map<string, AppliedTransaction>()

  /** `kept`: number of ledgers. */
  constructor(kept: number) {
    this.#kept = kept
  }

  add(ledger: ClosedLedger): void {
    this.#ledgers.push(ledger)
    for (const transaction of ledger.transactions) {
      this.#transactions.set(transaction.innerId, transaction)
      this.#transactions.set(transaction.id, transaction)
    }
    while (this.#ledgers.length > this.#kept) this.#forget(this.#ledgers.shift())
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

  #forget(ledger: ClosedLedger | undefined): void {
    for (const { id, innerId } of ledger?.transactions ?? []) {
      this.#transactions.delete(id)
      this.#transactions.delete(innerId)
    }
  }
}

function bound(ledger: ClosedLedger | undefined): ClosedLedger {
  if (ledger === undefined) throw new Error('no ledger was closed yet')
  return ledger
}
