import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { xdr } from '@stellar/stellar-sdk/base'
import { z } from 'zod'
import { problemsOf, throwProblems } from '../../core/problem.ts'
import { hashOfTransaction } from '../engine/signing.ts'
import type { Chain } from '../network/chain.ts'
import { boundsIn, type CollectedTransaction } from './collected-transaction.ts'
import { isSignatureOf } from './open-signer.ts'
import { signaturesUnreadable, signatureWrong } from './problems.ts'

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
 * Problems `soroban/signatures-unreadable` and `soroban/signature-wrong`, all at once.
 */
export async function readCollected(
  paths: string | null,
  { chain, directory, elsewhere }: { chain: Chain; directory: string; elsewhere: readonly string[] },
): Promise<readonly CollectedTransaction[]> {
  const files = (paths ?? '').split('\n').map((line) => line.trim())
  const read = await Promise.allSettled(
    files
      .filter((path) => path !== '')
      .map(async (path) => {
        const text = await readFile(resolve(directory, path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
          throw signaturesUnreadable({ path, reason: cause.code ?? 'it cannot be read', cause })
        })
        return givenIn(text, path).map((given) => verified(given, { chain, path, elsewhere }))
      }),
  )
  throwProblems(read.flatMap((one) => (one.status === 'rejected' ? problemsIn(one.reason) : [])))
  return together(read.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])))
}

function problemsIn(thrown: unknown) {
  const problems = problemsOf(thrown)
  if (problems === null) throw thrown
  return problems
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
function verified(
  { envelope, signatures }: Given,
  { chain, path, elsewhere }: { chain: Chain; path: string; elsewhere: readonly string[] },
): CollectedTransaction {
  const { sdk } = chain
  const { tx, signatures: attached } = envelopeIn(envelope, { chain, path })
  const hash = hashOfTransaction(tx, chain)
  const told = signatures.map(({ signer, signature }) => {
    const bytes = Buffer.from(signature, /^[0-9a-fA-F]{128}$/.test(signature) ? 'hex' : 'base64')
    const isRight = sdk.StrKey.isValidEd25519PublicKey(signer) && isSignatureOf(signer, { hash, signature: bytes, sdk })
    if (!isRight) throw signatureWrong({ address: signer })
    return [signer, bytes] as const
  })
  const found = attached.map(({ signature }) => {
    const address = elsewhere.find((one) => isSignatureOf(one, { hash, signature: signature.value, sdk }))
    if (address === undefined) throw signatureWrong({ address: elsewhere.join(' or ') })
    return [address, signature.value] as const
  })
  const bounds = boundsIn(tx)
  if (bounds === null) throw signaturesUnreadable({ path, reason: 'a transaction in it is none that was written down to be signed' })
  return { tx, hash, bounds, signatures: new Map([...told, ...found]) }
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
