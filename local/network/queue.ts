import { availableBalance, loadAccount } from './ledger/account.ts'
import { fitting } from './ledger/capacity.ts'
import type { AccountId } from './ledger/keys.ts'
import type { Ledger } from './ledger/ledger.ts'
import { encodeResult, succeeded, type TransactionCode, transactionCode } from './ledger/result.ts'
import { feeSource, fullFee, inclusionFee, operationCount, type Transaction } from './ledger/transaction.ts'

export type Admission =
  | { status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER' }
  /** With the XDR of a TransactionResult. */
  | { status: 'ERROR'; result: Uint8Array }

/** Ledgers that a transaction waits at most, and that its hash is refused for after it was applied or given up (stellar-core: HerderImpl). */
const patience = 4
const banDepth = 10
/** A replacement must bid this many times as much. */
const replacementFactor = 10n

interface Waiting {
  transaction: Transaction
  since: number
}

/** What was accepted and is not applied yet: one transaction for each source account (stellar-core: TransactionQueue). */
export class Queue {
  readonly #ledger: Ledger
  readonly #waiting = new Map<AccountId, Waiting>()
  readonly #banned = new Map<string, number>()

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
    if (this.#isBanned(transaction.id)) return { status: 'TRY_AGAIN_LATER' }
    const present = this.#waiting.get(transaction.inner.source)?.transaction
    const refusal = present === undefined ? null : this.#besides(present, transaction)
    if (refusal !== null) return refusal
    const { outcome, result } = this.#ledger.judge(transaction, timeLeft)
    if (!succeeded(outcome)) return { status: 'ERROR', result }
    if (!this.#canPay(transaction, present ?? null)) return this.#error(transaction, 'insufficientBalance', 0n)
    this.#waiting.set(transaction.inner.source, { transaction, since: this.#ledger.sequence })
    return { status: 'PENDING' }
  }

  /** What goes into the next ledger. */
  next(): Transaction[] {
    const waiting = [...this.#waiting.values()].map(({ transaction }) => transaction)
    return fitting(waiting, this.#ledger.settings, this.#ledger.header.maxTxSetSize)
  }

  /** After a ledger was closed: lets go of what it applied, and of what waited too long. */
  settle(applied: readonly Transaction[]): void {
    const { sequence } = this.#ledger
    for (const transaction of applied) {
      this.#ban(transaction.id)
      if (this.#waiting.get(transaction.inner.source)?.transaction.inner.hash === transaction.inner.hash) {
        this.#waiting.delete(transaction.inner.source)
      }
    }
    for (const [account, { transaction, since }] of this.#waiting) {
      if (sequence - since < patience) continue
      this.#waiting.delete(account)
      this.#ban(transaction.id)
    }
    for (const [id, until] of this.#banned) if (until <= sequence) this.#banned.delete(id)
  }

  // Why a transaction is refused beside one of the same account that waits already; null: it replaces that one.
  #besides(present: Transaction, transaction: Transaction): Admission | null {
    if (present.id === transaction.id || isInnerOf(present, transaction)) return { status: 'DUPLICATE' }
    const [wanted, waiting] = [transaction.inner.body.seqNum, present.inner.body.seqNum]
    if (wanted < waiting) return this.#error(transaction, 'badSequence', 0n)
    if (transaction.feeBump === null || wanted !== waiting) return { status: 'TRY_AGAIN_LATER' }
    const least = replacementBid(present, transaction)
    if (inclusionFee(transaction) >= least) return null
    return this.#error(transaction, 'insufficientFee', least + (fullFee(transaction) - inclusionFee(transaction)))
  }

  #canPay(transaction: Transaction, replaced: Transaction | null): boolean {
    const payer = feeSource(transaction)
    const account = loadAccount(this.#ledger.state, payer)
    if (account === null) return false
    const promised = [...this.#waiting.values()]
      .filter((waiting) => waiting.transaction !== replaced && feeSource(waiting.transaction) === payer)
      .reduce((sum, waiting) => sum + fullFee(waiting.transaction), 0n)
    return availableBalance(account, this.#ledger.header.baseReserve) >= promised + fullFee(transaction)
  }

  #error(transaction: Transaction, code: keyof typeof transactionCode, fee: bigint): Admission {
    const refused: TransactionCode = transactionCode[code]
    const outcome =
      transaction.feeBump === null
        ? { code: refused, operations: [], outerCode: null }
        : { code: transactionCode.success, operations: [], outerCode: refused }
    return { status: 'ERROR', result: encodeResult(transaction, outcome, fee) }
  }

  #isBanned(id: string): boolean {
    return (this.#banned.get(id) ?? 0) > this.#ledger.sequence
  }

  #ban(id: string): void {
    this.#banned.set(id, this.#ledger.sequence + banDepth)
  }
}

function isInnerOf(present: Transaction, transaction: Transaction): boolean {
  return present.feeBump !== null && transaction.feeBump === null && Buffer.compare(present.inner.hash, transaction.hash) === 0
}

/** Stroops that a replacement must offer for inclusion: ten times the bid per operation. */
function replacementBid(present: Transaction, transaction: Transaction): bigint {
  const perOperation = inclusionFee(present) * BigInt(operationCount(transaction)) * replacementFactor
  const operations = BigInt(operationCount(present))
  return (perOperation + operations - 1n) / operations
}
