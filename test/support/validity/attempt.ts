import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { xdr } from '@stellar/stellar-sdk'
import { int32, sha256 } from '../../../local/network/bytes.ts'

/** A key of these tests, by its 32-byte seed. */
export interface Key {
  publicKey: Uint8Array
  secret: KeyObject
}

export function keyOf(seed: Uint8Array): Key {
  const derHead = Buffer.from('302e020100300506032b657004220420', 'hex')
  const secret = createPrivateKey({ key: Buffer.concat([derHead, seed]), format: 'der', type: 'pkcs8' })
  return { secret, publicKey: new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(12)) }
}

/** Keys that no recorded account has. */
export const [stranger, payer, missing] = ['stranger', 'payer', 'missing'].map((name) => keyOf(sha256(Buffer.from(name)))) as [
  Key,
  Key,
  Key,
]

/** A transaction on its way to the network. What is left out is as it should be. */
export interface Attempt {
  tx: xdr.Transaction
  /** Signatures of what will be its hash; that of its source alone when left out. */
  signatures?: (hash: Uint8Array) => xdr.DecoratedSignature[]
  /** A fee bump around it, paid by `payer` when nothing else is said. */
  bump?: { fee: bigint; source?: Key; signatures?: (hash: Uint8Array) => xdr.DecoratedSignature[] }
  networkId?: Uint8Array
  /** The account it comes from, where it should be another than it is; `payer` and others that should be there. */
  accounts?: xdr.AccountEntry[]
}

export function envelopeOf(attempt: Attempt, networkId: Uint8Array, source: Key): Uint8Array {
  const { tx, bump } = attempt
  const network = attempt.networkId ?? networkId
  const sealed = attempt.signatures ?? ((hash: Uint8Array) => [signature(source, hash)])
  const inner = new xdr.TransactionV1Envelope({ tx, signatures: sealed(hashOf(tx, network)) })
  if (bump === undefined) return xdr.TransactionEnvelope.envelopeTypeTx(inner).toXDR()
  const by = bump.source ?? payer
  const feeBump = new xdr.FeeBumpTransaction({
    feeSource: xdr.MuxedAccount.keyTypeEd25519(by.publicKey),
    fee: bump.fee,
    innerTx: xdr.FeeBumpTransactionInnerTx.envelopeTypeTx(inner),
    ext: xdr.FeeBumpTransactionExt.v0(),
  })
  const hash = sha256(network, int32(5), feeBump.toXDR())
  const signatures = bump.signatures?.(hash) ?? [signature(by, hash)]
  return xdr.TransactionEnvelope.envelopeTypeTxFeeBump(new xdr.FeeBumpTransactionEnvelope({ tx: feeBump, signatures })).toXDR()
}

export function hashOf(tx: xdr.Transaction, networkId: Uint8Array): Uint8Array {
  return sha256(networkId, int32(2), tx.toXDR())
}

export function signature({ secret, publicKey }: Key, message: Uint8Array): xdr.DecoratedSignature {
  return decorated(publicKey.subarray(28), sign(null, message, secret))
}

export function decorated(hint: Uint8Array, bytes: Uint8Array): xdr.DecoratedSignature {
  return new xdr.DecoratedSignature({ hint, signature: bytes })
}

export function changed(tx: xdr.Transaction, fields: Partial<ConstructorParameters<typeof xdr.Transaction>[0]>): xdr.Transaction {
  return new xdr.Transaction({ ...tx, ...fields })
}

/** The code of a result, and below it that of the inner transaction or of the first operation that did not succeed. */
export function codeOf(result: Uint8Array): string {
  const { result: outer } = xdr.TransactionResult.fromXDR(result)
  if (outer.type === 'txFeeBumpInnerFailed') return `${outer.type}/${outer.innerResultPair.result.result.type}`
  if (outer.type !== 'txFailed') return outer.type
  const bad = outer.results.find(({ type }) => type !== 'opInner')
  return bad === undefined ? outer.type : `${outer.type}/${bad.type}`
}
