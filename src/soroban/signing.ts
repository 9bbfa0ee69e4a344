import type { xdr } from '@stellar/stellar-sdk/base'
import type { Chain } from './chain.ts'
import type { Signer } from './deployer.ts'
import type { Sdk } from './sdk.ts'
import type { PreparedCall } from './transaction.ts'

/** When a transaction may be applied: with exactly this sequence number, in ledgers below `maxLedger`. */
export interface Bounds {
  readonly sequence: bigint
  readonly maxLedger: number
  /** Unix time in seconds: a backstop only, the ledger bound is the exact one. */
  readonly maxTime: number
}

/** A transaction that is signed and not paid for: it can be applied only inside a fee bump. */
export interface InnerTransaction {
  /** Hash in hex; it stays the same whatever is bid. */
  readonly hash: string
  readonly envelope: xdr.TransactionV1Envelope
}

/** A fee bump, ready to be sent. */
export interface SignedTransaction {
  /** Hash in hex, of the bid itself. */
  readonly hash: string
  /** XDR in base64. */
  readonly envelope: string
  /** Stroops it may cost at most. */
  readonly fee: bigint
}

interface Signing {
  readonly chain: Chain
  /** Source of the operations: contract ids and authorizations are its own. Pays. */
  readonly deployer: Signer
}

/**
 * Signs a call for the account that lends its sequence number. Its own fee is 0: a fee bump pays, which also carries
 * fees beyond the 429 XLM that a transaction's own field can hold.
 */
export async function signInner(
  { operations, data, signers }: PreparedCall,
  { chain, deployer, lane, bounds }: Signing & { lane: Signer; bounds: Bounds },
): Promise<InnerTransaction> {
  const { xdr } = chain.sdk
  const tx = new xdr.Transaction({
    sourceAccount: muxed(lane.address, chain.sdk),
    fee: 0,
    seqNum: bounds.sequence,
    cond: conditionsOf(bounds, chain.sdk),
    memo: xdr.Memo.memoNone(),
    operations: operations.map((operation) => actingFor(deployer, operation, { lane, sdk: chain.sdk })),
    ext: data === null ? xdr.TransactionExt.v0() : xdr.TransactionExt.sorobanData(data),
  })
  const hash = hashOf(xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTx(tx), chain)
  const signatures = await Promise.all(distinct([lane, deployer, ...signers]).map((signer) => signatureOf(hash, signer, chain.sdk)))
  return { hash: Buffer.from(hash).toString('hex'), envelope: new xdr.TransactionV1Envelope({ tx, signatures }) }
}

/** Bids for a transaction: `fee` in stroops is the most it may cost in all. */
export async function signFeeBump({ envelope }: InnerTransaction, fee: bigint, { chain, deployer }: Signing): Promise<SignedTransaction> {
  const { xdr } = chain.sdk
  const tx = new xdr.FeeBumpTransaction({
    feeSource: muxed(deployer.address, chain.sdk),
    fee,
    innerTx: xdr.FeeBumpTransactionInnerTx.envelopeTypeTx(envelope),
    ext: xdr.FeeBumpTransactionExt.v0(),
  })
  const hash = hashOf(xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTxFeeBump(tx), chain)
  const signatures = [await signatureOf(hash, deployer, chain.sdk)]
  const bump = xdr.TransactionEnvelope.envelopeTypeTxFeeBump(new xdr.FeeBumpTransactionEnvelope({ tx, signatures }))
  return { hash: Buffer.from(hash).toString('hex'), envelope: bump.toXdr('base64'), fee }
}

function conditionsOf({ maxLedger, maxTime }: Bounds, { xdr }: Sdk): xdr.Preconditions {
  return xdr.Preconditions.precondV2(
    new xdr.PreconditionsV2({
      timeBounds: new xdr.TimeBounds({ minTime: 0n, maxTime: BigInt(maxTime) }),
      ledgerBounds: new xdr.LedgerBounds({ minLedger: 0, maxLedger }),
      minSeqNum: null,
      minSeqAge: 0n,
      minSeqLedgerGap: 0,
      extraSigners: [],
    }),
  )
}

/** An operation without a source of its own acts for the deployer, whoever lends the sequence number. */
function actingFor(deployer: Signer, { sourceAccount, body }: xdr.Operation, { lane, sdk }: { lane: Signer; sdk: Sdk }): xdr.Operation {
  const source = sourceAccount ?? (lane.address === deployer.address ? null : muxed(deployer.address, sdk))
  return new sdk.xdr.Operation({ sourceAccount: source, body })
}

function muxed(address: string, { Keypair }: Sdk): xdr.MuxedAccount {
  return Keypair.fromPublicKey(address).xdrMuxedAccount()
}

function hashOf(taggedTransaction: xdr.TransactionSignaturePayloadTaggedTransaction, { sdk, network }: Chain): Uint8Array {
  const networkId = new sdk.xdr.Hash(sdk.hash(Buffer.from(network.passphrase)))
  return sdk.hash(new sdk.xdr.TransactionSignaturePayload({ networkId, taggedTransaction }).toXdr())
}

async function signatureOf(hash: Uint8Array, { address, signHash }: Signer, { xdr, Keypair }: Sdk): Promise<xdr.DecoratedSignature> {
  return new xdr.DecoratedSignature({ hint: Keypair.fromPublicKey(address).signatureHint(), signature: await signHash(hash) })
}

/** A signature that nothing asks for makes a transaction invalid, so each key signs once. */
function distinct(signers: readonly Signer[]): Signer[] {
  return [...new Map(signers.map((signer) => [signer.address, signer])).values()]
}
