import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex, int32, sha256 } from '../bytes.ts'
import { accountIdOfMuxed } from './account.ts'
import type { AccountId } from './keys.ts'

/** The transaction that is carried out: alone, or inside a fee bump. */
export interface InnerTransaction {
  body: xdr.Transaction
  signatures: readonly xdr.DecoratedSignature[]
  hash: Uint8Array
  /** SHA-256 of its envelope, signatures and all, in hex. */
  envelopeHash: string
  source: AccountId
  soroban: xdr.SorobanTransactionData | null
  /** Bytes of its envelope. */
  size: number
}

export interface Transaction {
  envelope: xdr.TransactionEnvelope
  bytes: Uint8Array
  /** What the network knows it by; of a fee bump that of the outer one. */
  hash: Uint8Array
  id: string
  /** SHA-256 of the envelope, signatures and all, in hex: by this a queue knows it. */
  envelopeHash: string
  inner: InnerTransaction
  feeBump: { source: AccountId; fee: bigint; signatures: readonly xdr.DecoratedSignature[] } | null
}

const envelopeType = { transaction: 2, feeBump: 5 } as const

/** Throws what the XDR library throws when the bytes are no envelope. */
export function readTransaction(bytes: Uint8Array, networkId: Uint8Array): Transaction {
  const given = xdr.TransactionEnvelope.fromXDR(bytes)
  const envelope = given.type === 'envelopeTypeTxV0' ? converted(given.v0) : given
  if (envelope.type === 'envelopeTypeTxFeeBump') {
    const { tx, signatures } = envelope.feeBump
    const hash = sha256(networkId, int32(envelopeType.feeBump), tx.toXDR())
    const feeBump = { source: accountIdOfMuxed(tx.feeSource), fee: tx.fee, signatures }
    const whole = envelope.toXDR()
    const inner = readInner(tx.innerTx.v1, networkId)
    return { envelope, bytes: whole, hash, id: hex(hash), envelopeHash: hex(sha256(whole)), inner, feeBump }
  }
  const inner = readInner(envelope.v1, networkId)
  const { hash, envelopeHash } = inner
  return { envelope, bytes: envelope.toXDR(), hash, id: hex(hash), envelopeHash, inner, feeBump: null }
}

function readInner(envelope: xdr.TransactionV1Envelope, networkId: Uint8Array): InnerTransaction {
  const { tx, signatures } = envelope
  const whole = xdr.TransactionEnvelope.envelopeTypeTx(envelope).toXDR()
  return {
    body: tx,
    signatures,
    hash: sha256(networkId, int32(envelopeType.transaction), tx.toXDR()),
    envelopeHash: hex(sha256(whole)),
    source: accountIdOfMuxed(tx.sourceAccount),
    soroban: tx.ext.type === 'sorobanData' ? tx.ext.sorobanData : null,
    size: whole.length,
  }
}

// Nodes accept envelopes of the first version and carry on with those of the second; hash and signatures are the same.
function converted({ tx, signatures }: xdr.TransactionV0Envelope): xdr.TransactionEnvelope & { type: 'envelopeTypeTx' } {
  const { sourceAccountEd25519, fee, seqNum, timeBounds, memo, operations } = tx
  const cond = timeBounds === null ? xdr.Preconditions.precondNone() : xdr.Preconditions.precondTime(timeBounds)
  const sourceAccount = xdr.MuxedAccount.keyTypeEd25519(sourceAccountEd25519)
  const body = new xdr.Transaction({ sourceAccount, fee, seqNum, cond, memo, operations, ext: xdr.TransactionExt.v0() })
  return xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx: body, signatures }))
}

export function feeSource(transaction: Transaction): AccountId {
  return transaction.feeBump?.source ?? transaction.inner.source
}

/** Stroops that the transaction is ready to pay at most. */
export function fullFee(transaction: Transaction): bigint {
  return transaction.feeBump?.fee ?? BigInt(transaction.inner.body.fee)
}

/** Stroops of the full fee that are not for resources. */
export function inclusionFee(transaction: Transaction): bigint {
  return fullFee(transaction) - resourceFeeOf(transaction.inner)
}

export function innerInclusionFee(inner: InnerTransaction): bigint {
  return BigInt(inner.body.fee) - resourceFeeOf(inner)
}

const largestFee = 2n ** 63n - 1n

/** A fee that would do, as a result can tell it. */
export function tellable(fee: bigint): bigint {
  return fee < largestFee ? fee : largestFee
}

/** Stroops declared for resources, which only a Soroban transaction has. */
export function resourceFeeOf(inner: InnerTransaction): bigint {
  return isSorobanInner(inner) ? (inner.soroban?.resourceFee ?? 0n) : 0n
}

/** Operations that are paid for: at least one, and a fee bump counts as one more. */
export function operationCount({ feeBump, inner }: Transaction): number {
  return Math.max(inner.body.operations.length + (feeBump === null ? 0 : 1), 1)
}

/** The account in whose name an operation acts. */
export function sourceOf(operation: xdr.Operation, inner: InnerTransaction): AccountId {
  return operation.sourceAccount === null ? inner.source : accountIdOfMuxed(operation.sourceAccount)
}

const sorobanOperations: readonly string[] = ['invokeHostFunction', 'extendFootprintTtl', 'restoreFootprint']

export function isSorobanOperation(operation: xdr.Operation): boolean {
  return sorobanOperations.includes(operation.body.type)
}

export function isSoroban({ inner }: Transaction): boolean {
  return isSorobanInner(inner)
}

/** The first operation decides; a transaction that mixes the kinds is refused later. */
export function isSorobanInner({ body }: InnerTransaction): boolean {
  const [first] = body.operations
  return first !== undefined && isSorobanOperation(first)
}
