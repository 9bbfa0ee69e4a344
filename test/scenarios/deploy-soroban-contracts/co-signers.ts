import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeMuxedAccountToAddress, hash, type Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk/base'
import type { Network } from '../../../local/network/network.ts'
import type { ActionRun } from '../../support/run-action.ts'
import { StellarClient } from '../../support/stellar-client.ts'
import type { System } from './system.ts'

export interface Thresholds {
  readonly low: number
  readonly medium: number
  readonly high: number
}

/** Gives an account co-signers and thresholds, with a real set_options; its own key no longer counts. */
export async function setCoSigners(
  network: Network,
  account: Keypair,
  { weights, thresholds }: { weights: ReadonlyMap<Keypair, number>; thresholds: Thresholds },
): Promise<void> {
  const { low: lowThreshold, medium: medThreshold, high: highThreshold } = thresholds
  await send(network, account, {
    operations: [
      ...[...weights].map(([pair, weight]) => Operation.setOptions({ signer: { ed25519PublicKey: pair.publicKey(), weight } })),
      Operation.setOptions({ masterWeight: 0, lowThreshold, medThreshold, highThreshold }),
    ],
    signers: [account],
  })
}

/** Lets an account use its next sequence number. */
export function useNumber(network: Network, account: Keypair, signers: readonly Keypair[]): Promise<void> {
  return send(network, account, { operations: [Operation.setOptions({ homeDomain: 'traqora.example' })], signers })
}

async function send(
  network: Network,
  account: Keypair,
  { operations, signers }: { operations: readonly xdr.Operation[]; signers: readonly Keypair[] },
): Promise<void> {
  const { server } = new StellarClient(network)
  const source = await server.getAccount(account.publicKey())
  const builder = new TransactionBuilder(source, { fee: '10000', networkPassphrase: network.passphrase })
  for (const operation of operations) builder.addOperation(operation)
  const transaction = builder.setTimeout(60).build()
  for (const signer of signers) transaction.sign(signer)
  const sent = await server.sendTransaction(transaction)
  const { status } = await server.getTransaction(sent.hash)
  if (status !== 'SUCCESS') throw new TypeError(`set_options: ${sent.status} ${status}`)
}

/** The fee source of an envelope. */
export function payerOf(envelope: Uint8Array): string {
  const read = xdr.TransactionEnvelope.fromXdr(envelope)
  if (read.type !== 'envelopeTypeTxFeeBump') throw new TypeError(read.type)
  return encodeMuxedAccountToAddress(read.value.tx.feeSource)
}

export async function fund(network: Network, pair: Keypair): Promise<void> {
  const answer = await fetch(`${network.friendbotUrl}?addr=${pair.publicKey()}`)
  if (!answer.ok) throw new TypeError(`friendbot: ${await answer.text()}`)
}

export interface Waiting {
  readonly network: string
  readonly round: number
  readonly rounds: number
  readonly signers: readonly { address: string; weight: number }[]
  readonly transactions: {
    readonly step: { readonly id: string }
    readonly hash: string
    readonly envelope: string
    readonly source: string
    readonly sequence: string
    readonly 'missing-weight': number
    signatures: { signer: string; signature: string }[]
  }[]
}

/** The file that a run says it wrote. */
export async function waitingIn(run: ActionRun, { repository }: System): Promise<Waiting> {
  return JSON.parse(await readFile(join(repository, run.outputs['unsigned-transactions'] ?? ''), 'utf8')) as Waiting
}

/** Signs at home what waits: the hash is reckoned from the envelope, as somebody would who trusts no file. Gives the path for the next run. */
export async function signAtHome(waiting: Waiting, pair: Keypair, { repository }: System): Promise<string> {
  const transactions = waiting.transactions.map((one) => {
    const reckoned = hashOf(one.envelope, waiting.network)
    if (reckoned.toString('hex') !== one.hash) throw new TypeError('the file names another hash than its envelope has')
    const signature = Buffer.from(pair.sign(reckoned)).toString('base64')
    return { ...one, signatures: [...one.signatures, { signer: pair.publicKey(), signature }] }
  })
  return keep(JSON.stringify({ ...waiting, transactions }), `signed-by-${pair.publicKey().slice(0, 6)}.json`, repository)
}

/** The same as wallets do it: the signed envelopes alone, one a line. */
export async function signEnvelopes(waiting: Waiting, pair: Keypair, { repository }: System): Promise<string> {
  const lines = waiting.transactions.map(({ envelope }) => {
    const transaction = TransactionBuilder.fromXDR(envelope, waiting.network)
    transaction.sign(pair)
    return transaction.toEnvelope().toXdr('base64')
  })
  return keep(`${lines.join('\n')}\n`, 'signed.txt', repository)
}

async function keep(text: string, name: string, repository: string): Promise<string> {
  await writeFile(join(repository, name), text)
  return name
}

function hashOf(envelope: string, passphrase: string): Buffer {
  const read = xdr.TransactionEnvelope.fromXdr(envelope, 'base64')
  if (read.type !== 'envelopeTypeTx') throw new TypeError(read.type)
  const payload = new xdr.TransactionSignaturePayload({
    networkId: new xdr.Hash(hash(Buffer.from(passphrase))),
    taggedTransaction: xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTx(read.value.tx),
  })
  return Buffer.from(hash(payload.toXdr()))
}
