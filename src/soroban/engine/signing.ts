import type { xdr } from '@stellar/stellar-sdk/base'
import type { Chain } from '../network/chain.ts'
import type { Sdk } from '../network/sdk.ts'
import { levelOf, type Signatory } from '../signers/signatory.ts'
import type { Signer } from '../signers/signer.ts'
import type { PreparedCall } from './transaction.ts'

/** When a transaction may be applied: with exactly this sequence number, in ledgers below `maxLedger`. */
export interface Bounds {
  readonly sequence: bigint
  readonly maxLedger: number
  /** Unix time in seconds: a backstop only, the ledger bound is the exact one. */
  readonly maxTime: number
}

/** Which account lends the sequence number, and which one. */
export interface Slot {
  readonly lane: Signatory
  readonly bounds: Bounds
}

/** A slot as it is when it is taken: `ledger` is the newest one known. */
export interface SlotNow extends Slot {
  readonly ledger: number
}

/** A transaction that is not signed yet, and who is to sign it. */
export interface Draft {
  readonly tx: xdr.Transaction
  readonly hash: Uint8Array
  readonly bounds: Bounds
  readonly signers: readonly Signer[]
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

/** Drafts a call so that the signers on this machine are enough: those of the deployer, and of the account that lends its number. */
export function draftHere(
  { operations, data, signers }: PreparedCall,
  { chain, deployer, lane, bounds }: Slot & { chain: Chain; deployer: Signatory },
): Draft {
  const tx = unsigned({ operations, data }, { chain, deployer: deployer.address, lane: lane.address, bounds })
  const own = [...lane.signersFor('low'), ...deployer.signersFor(levelOf(operations))]
  return { tx, hash: hashOfTransaction(tx, chain), bounds, signers: [...own, ...signers] }
}

/**
 * A call as a transaction without signatures. Its own fee is 0: a fee bump pays, which also carries fees beyond the 429
 * XLM that a transaction's own field can hold.
 */
export function unsigned(
  { operations, data }: Pick<PreparedCall, 'operations' | 'data'>,
  { chain: { sdk }, deployer, lane, bounds }: { chain: Chain; deployer: string; lane: string; bounds: Bounds },
): xdr.Transaction {
  const { xdr } = sdk
  return new xdr.Transaction({
    sourceAccount: muxed(lane, sdk),
    fee: 0,
    seqNum: bounds.sequence,
    cond: conditionsOf(bounds, sdk),
    memo: xdr.Memo.memoNone(),
    operations: operations.map((operation) => actingFor(deployer, operation, { lane, sdk })),
    ext: data === null ? xdr.TransactionExt.v0() : xdr.TransactionExt.sorobanData(data),
  })
}

/** The hash that is signed: it covers the network too. */
export function hashOfTransaction(tx: xdr.Transaction, chain: Chain): Uint8Array {
  return hashOf(chain.sdk.xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTx(tx), chain)
}

export async function signDraft({ tx, hash, signers }: Draft, { sdk, network }: Chain): Promise<InnerTransaction> {
  const { xdr } = sdk
  const envelope = envelopeOf(tx, sdk)
  const shown = { envelope, passphrase: network.passphrase }
  const signatures = await Promise.all(distinct(signers).map((signer) => signatureOf(signer, { hash, shown, sdk })))
  return { hash: Buffer.from(hash).toString('hex'), envelope: new xdr.TransactionV1Envelope({ tx, signatures }) }
}

/** The envelope of a transaction without signatures: XDR in base64. */
export function envelopeOf(tx: xdr.Transaction, { xdr }: Sdk): string {
  return xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] })).toXdr('base64')
}

/** Bids for a transaction: `fee` in stroops is the most it may cost in all. */
export async function signFeeBump(
  { envelope }: InnerTransaction,
  fee: bigint,
  { chain, payer }: { chain: Chain; payer: Signatory },
): Promise<SignedTransaction> {
  const { sdk, network } = chain
  const { xdr } = sdk
  const tx = new xdr.FeeBumpTransaction({
    feeSource: muxed(payer.address, sdk),
    fee,
    innerTx: xdr.FeeBumpTransactionInnerTx.envelopeTypeTx(envelope),
    ext: xdr.FeeBumpTransactionExt.v0(),
  })
  const hash = hashOf(xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTxFeeBump(tx), chain)
  const enveloped = (signatures: xdr.DecoratedSignature[]) =>
    xdr.TransactionEnvelope.envelopeTypeTxFeeBump(new xdr.FeeBumpTransactionEnvelope({ tx, signatures })).toXdr('base64')
  const shown = { envelope: enveloped([]), passphrase: network.passphrase }
  const signatures = await Promise.all(payer.signersFor('low').map((signer) => signatureOf(signer, { hash, shown, sdk })))
  return { hash: Buffer.from(hash).toString('hex'), envelope: enveloped(signatures), fee }
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
function actingFor(deployer: string, { sourceAccount, body }: xdr.Operation, { lane, sdk }: { lane: string; sdk: Sdk }): xdr.Operation {
  const source = sourceAccount ?? (lane === deployer ? null : muxed(deployer, sdk))
  return new sdk.xdr.Operation({ sourceAccount: source, body })
}

function muxed(address: string, { Keypair }: Sdk): xdr.MuxedAccount {
  return Keypair.fromPublicKey(address).xdrMuxedAccount()
}

function hashOf(taggedTransaction: xdr.TransactionSignaturePayloadTaggedTransaction, { sdk, network }: Chain): Uint8Array {
  const networkId = new sdk.xdr.Hash(sdk.hash(Buffer.from(network.passphrase)))
  return sdk.hash(new sdk.xdr.TransactionSignaturePayload({ networkId, taggedTransaction }).toXdr())
}

interface ToSign {
  readonly hash: Uint8Array
  readonly shown: Parameters<Signer['signHash']>[1]
  readonly sdk: Sdk
}

async function signatureOf({ address, signHash }: Signer, { hash, shown, sdk }: ToSign): Promise<xdr.DecoratedSignature> {
  const signature = await signHash(hash, shown)
  return new sdk.xdr.DecoratedSignature({ hint: sdk.Keypair.fromPublicKey(address).signatureHint(), signature })
}

/** A signature that nothing asks for makes a transaction invalid, so each key signs once. */
function distinct(signers: readonly Signer[]): Signer[] {
  return [...new Map(signers.map((signer) => [signer.address, signer])).values()]
}
