import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, hex, int32, sha256 } from './bytes.ts'
import { publicKeyOf, signWith } from './keypair.ts'
import { loadAccount, newAccount, storeAccount } from './ledger/account.ts'
import type { AppliedTransaction } from './ledger/closed-ledger.ts'
import type { AccountId } from './ledger/keys.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Node } from './node.ts'

/** Stroops that an account gets: 10,000 XLM. */
const gift = 100_000_000_000n
/** Accounts that friendbot works with, since each has one transaction waiting at most; and what each has, in stroops. */
const helpers = 32
const helperBalance = 10n ** 16n

export type Gift = { given: AppliedTransaction } | { refused: 'exists' | 'busy' | 'failed' }

/** Gives coins to new accounts. Its helpers are part of the ledger from the beginning, paid by the root account. */
export class Friendbot {
  readonly #node: Node
  readonly #helpers: readonly { id: AccountId; seed: Uint8Array }[]
  readonly #ids: ReadonlySet<string>

  constructor(node: Node) {
    this.#node = node
    this.#helpers = Array.from({ length: helpers }, (_, index) => helper(node.ledger, index))
    this.#ids = new Set(this.#helpers.map(({ id }) => id))
  }

  /** Before the first ledger is closed. */
  endow(root: AccountId): void {
    const { state } = this.#node.ledger
    const payer = loadAccount(state, root)
    if (payer === null) throw new Error('there is no root account')
    payer.balance -= helperBalance * BigInt(helpers)
    storeAccount(state, payer, 1)
    for (const { id } of this.#helpers) storeAccount(state, newAccount(id, helperBalance, 0n), 1)
  }

  /** Whether friendbot itself sent this transaction. */
  sent({ envelope }: AppliedTransaction): boolean {
    // Of an envelope of version 1, the source account follows two words that tell its kind and that of the key.
    return this.#ids.has(hex(envelope.subarray(8, 40)))
  }

  async give(account: AccountId): Promise<Gift> {
    const { ledger } = this.#node
    if (loadAccount(ledger.state, account) !== null) return { refused: 'exists' }
    const free = this.#helpers.find(({ id }) => !this.#node.isWaitingFor(id))
    if (free === undefined) return { refused: 'busy' }
    const transaction = this.#node.read(giftEnvelope(ledger, free, account))
    const admission = this.#node.submit(transaction)
    if (admission.status !== 'PENDING') return { refused: 'busy' }
    const applied = await this.#node.applied(transaction.id)
    return applied?.succeeded === true ? { given: applied } : { refused: loadAccount(ledger.state, account) === null ? 'failed' : 'exists' }
  }
}

function helper({ networkId }: Ledger, index: number): { id: AccountId; seed: Uint8Array } {
  const seed = sha256(networkId, Buffer.from('friendbot'), int32(index))
  return { id: hex(publicKeyOf(seed)) as AccountId, seed }
}

function giftEnvelope(ledger: Ledger, { id, seed }: { id: AccountId; seed: Uint8Array }, account: AccountId): Uint8Array {
  const sequence = loadAccount(ledger.state, id)?.seqNum ?? 0n
  const key = Buffer.from(id, 'hex')
  const destination = xdr.PublicKey.publicKeyTypeEd25519(Buffer.from(account, 'hex'))
  const creation = xdr.OperationBody.createAccount(new xdr.CreateAccountOp({ destination, startingBalance: gift }))
  const tx = new xdr.Transaction({
    sourceAccount: xdr.MuxedAccount.keyTypeEd25519(key),
    fee: ledger.header.baseFee,
    seqNum: sequence + 1n,
    cond: xdr.Preconditions.precondNone(),
    memo: xdr.Memo.memoNone(),
    operations: [new xdr.Operation({ sourceAccount: null, body: creation })],
    ext: xdr.TransactionExt.v0(),
  })
  const transactionEnvelope = 2
  const hash = sha256(concatenate(ledger.networkId, int32(transactionEnvelope), tx.toXDR()))
  const signature = new xdr.DecoratedSignature({ hint: key.subarray(28), signature: signWith(seed, hash) })
  return xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [signature] })).toXDR()
}
