import { Account, type FeeBumpTransaction, Keypair, Operation, rpc, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import type { Network } from '../../local/network/network.ts'
import { v1Of } from './envelopes.ts'

interface Wish {
  /** How far ahead of the account's number; 1 is the next. */
  ahead?: number
  /** Stroops, all in all. */
  fee?: number
  operations?: readonly xdr.Operation[]
  /** Unix seconds. */
  maxTime?: number
  signers?: readonly Keypair[]
}

/** Accounts with 100 lumens each, that send through the official SDK to a network whose ledgers close only when it is told so. */
export class Crowd {
  readonly #network: Network
  readonly #server: rpc.Server

  private constructor(network: Network) {
    this.#network = network
    this.#server = new rpc.Server(network.rpcUrl, { allowHttp: true })
  }

  static async on(network: Network, ...members: readonly Keypair[]): Promise<Crowd> {
    const crowd = new Crowd(network)
    const creations = members.map((member) => Operation.createAccount({ destination: member.publicKey(), startingBalance: '100' }))
    await crowd.send(await crowd.transaction(Keypair.fromSecret(network.root.secret), { operations: creations, fee: 10_000 }))
    network.closeLedger()
    return crowd
  }

  /** Does nothing but use up a number, unless it is given operations. */
  async transaction(source: Keypair, wish: Wish = {}): Promise<Transaction> {
    const { ahead = 1, operations = idle(1), fee = 100 * operations.length, maxTime = 0, signers = [source] } = wish
    const account = await this.#server.getAccount(source.publicKey())
    const before = new Account(source.publicKey(), (BigInt(account.sequenceNumber()) + BigInt(ahead) - 1n).toString())
    const options = {
      fee: String(fee / operations.length),
      networkPassphrase: this.#network.passphrase,
      timebounds: { minTime: 0, maxTime },
    }
    const builder = new TransactionBuilder(before, options)
    for (const operation of operations) builder.addOperation(operation)
    const transaction = builder.build()
    for (const signer of signers) transaction.sign(signer)
    return transaction
  }

  /** `fee`: stroops, all in all. */
  bump(inner: Transaction, payer: Keypair, fee: bigint): FeeBumpTransaction {
    const tx = new xdr.FeeBumpTransaction({
      feeSource: xdr.MuxedAccount.keyTypeEd25519(payer.rawPublicKey()),
      fee,
      innerTx: xdr.FeeBumpTransactionInnerTx.envelopeTypeTx(v1Of(inner)),
      ext: xdr.FeeBumpTransactionExt.v0(),
    })
    const envelope = xdr.TransactionEnvelope.envelopeTypeTxFeeBump(new xdr.FeeBumpTransactionEnvelope({ tx, signatures: [] }))
    const bump = TransactionBuilder.fromXDR(envelope.toXDR('base64'), this.#network.passphrase) as FeeBumpTransaction
    bump.sign(payer)
    return bump
  }

  /** The status; of an error also the code, and the fee that the result tells. */
  async send(transaction: Transaction | FeeBumpTransaction): Promise<string> {
    const { status, errorResult } = await this.#server.sendTransaction(transaction)
    return errorResult === undefined ? status : `${status} ${errorResult.result.type} ${errorResult.feeCharged}`
  }

  /** NOT_FOUND, SUCCESS or FAILED. */
  async fate(transaction: Transaction | FeeBumpTransaction): Promise<string> {
    return (await this.#server.getTransaction(Buffer.from(transaction.hash()).toString('hex'))).status
  }
}

/** So many operations that do nothing. */
export function idle(count: number): xdr.Operation[] {
  return Array.from({ length: count }, () => Operation.bumpSequence({ bumpTo: '0' }))
}
