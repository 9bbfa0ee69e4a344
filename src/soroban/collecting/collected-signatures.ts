import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { xdr } from '@stellar/stellar-sdk/base'
import { z } from 'zod'
import { collected, type Problem, throwProblems } from '../../core/problem.ts'
import { hashOfTransaction } from '../engine/signing.ts'
import type { Chain } from '../network/chain.ts'
import { isSignatureOf } from '../signers/open-signer.ts'
import { collectedSignatureWrong, signaturesUnreadable } from '../signers/problems.ts'
import { boundsIn, type CollectedTransaction } from './collected-transaction.ts'

const signedFile = z.looseObject({
  transactions: z.array(
    z.looseObject({
      envelope: z.string(),
      signatures: z.array(z.looseObject({ signer: z.string(), signature: z.string() })).default([]),
    }),
  ),
})

interface Given {
  readonly envelope: string
  readonly signatures: readonly { readonly signer: string; readonly signature: string }[]
}

/**
 * Reads the files of the input `signatures`: each the file of unsigned transactions with signatures filled in, or signed
 * envelopes (XDR in base64), one a line. What is said of the same transaction in several files is put together.
 * Problems `soroban/signatures-unreadable` and `soroban/collected-signature-wrong`, all at once.
 */
export async function readCollected(paths: string | null, site: Site): Promise<readonly CollectedTransaction[]> {
  const files = (paths ?? '').split('\n').map((line) => line.trim())
  const read = await Promise.all(files.filter((path) => path !== '').map((path) => readSigned(path, site)))
  throwProblems(read.flatMap(({ problems }) => problems))
  return together(read.flatMap(({ transactions }) => transactions))
}

interface Site {
  readonly chain: Chain
  readonly directory: string
  /** Addresses of those who may have signed. */
  readonly elsewhere: readonly string[]
}

async function readSigned(path: string, site: Site) {
  const problems: Problem[] = []
  const transactions: CollectedTransaction[] = []
  const given = await collected(async () => givenIn(await textOf(path, site), path), problems)
  for (const one of given ?? []) {
    const transaction = await collected(() => verified(one, { ...site, path }), problems)
    if (transaction !== null) transactions.push(transaction)
  }
  return { transactions, problems }
}

async function textOf(path: string, { directory }: Site): Promise<string> {
  return readFile(resolve(directory, path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw signaturesUnreadable({ path, reason: cause.code ?? 'it cannot be read', cause })
  })
}

function givenIn(text: string, path: string): readonly Given[] {
  if (!text.trimStart().startsWith('{')) {
    const lines = text.split('\n').map((line) => line.trim())
    return lines.filter((line) => line !== '').map((envelope) => ({ envelope, signatures: [] }))
  }
  try {
    return signedFile.parse(JSON.parse(text)).transactions
  } catch (cause) {
    throw signaturesUnreadable({
      path,
      reason: cause instanceof SyntaxError ? 'it is not JSON' : 'it holds no list of transactions',
      cause,
    })
  }
}

/** The hash is reckoned from the envelope: what a file says of it proves nothing. */
function verified({ envelope, signatures }: Given, { chain, path, elsewhere }: Site & { path: string }): CollectedTransaction {
  const { sdk } = chain
  const { tx, signatures: attached } = envelopeIn(envelope, { chain, path })
  const hash = hashOfTransaction(tx, chain)
  const told = signatures.map(({ signer, signature }) => {
    const bytes = Buffer.from(signature, /^[0-9a-fA-F]{128}$/.test(signature) ? 'hex' : 'base64')
    const isRight = sdk.StrKey.isValidEd25519PublicKey(signer) && isSignatureOf(signer, { hash, signature: bytes, sdk })
    return { signer, bytes, isRight }
  })
  const found = attached.map(({ signature: { value: bytes } }) => {
    const signer = elsewhere.find((one) => isSignatureOf(one, { hash, signature: bytes, sdk })) ?? null
    return { signer, bytes, isRight: signer !== null }
  })
  const all = [...told, ...found]
  const hex = Buffer.from(hash).toString('hex')
  throwProblems(all.filter(({ isRight }) => !isRight).map(({ signer }) => collectedSignatureWrong({ path, hash: hex, signer })))
  const bounds = boundsIn(tx)
  if (bounds === null) throw signaturesUnreadable({ path, reason: 'a transaction in it is none that was written down to be signed' })
  return { tx, hash, bounds, signatures: new Map(all.map(({ signer, bytes }) => [signer ?? '', bytes])) }
}

function envelopeIn(envelope: string, { chain: { sdk }, path }: { chain: Chain; path: string }): xdr.TransactionV1Envelope {
  try {
    const read = sdk.xdr.TransactionEnvelope.fromXdr(envelope, 'base64')
    if (read.type === 'envelopeTypeTx') return read.value
  } catch (cause) {
    throw signaturesUnreadable({ path, reason: 'an envelope in it is no XDR in base64', cause })
  }
  throw signaturesUnreadable({ path, reason: 'an envelope in it is of another kind than a transaction' })
}

function together(all: readonly CollectedTransaction[]): readonly CollectedTransaction[] {
  const byHash = new Map<string, CollectedTransaction>()
  for (const one of all) {
    const key = Buffer.from(one.hash).toString('hex')
    byHash.set(key, { ...one, signatures: new Map([...(byHash.get(key)?.signatures ?? []), ...one.signatures]) })
  }
  return [...byHash.values()]
}
