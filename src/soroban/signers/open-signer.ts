import { z } from 'zod'
import type { Sdk } from '../network/sdk.ts'
import type { OpenedSigner, SignerContext, SignerKind } from './kind.ts'
import { signerKinds } from './kinds.ts'
import { signatureWrong } from './problems.ts'
import type { Signer } from './signer.ts'

const [first, second, ...others] = signerKinds.map(({ key, schema }) => z.strictObject({ [key]: schema }))
if (first === undefined || second === undefined) throw new TypeError('there are no kinds of signers')

/** Schemas of a signer of each kind. */
export const signerSchemas = [first, second, ...others] as const

/** A signer as written: its kind's key, and what stands under it. */
export type SignerSection = Readonly<Record<string, unknown>>

/** Opens a signer of any kind. What it signs is checked before anything is done with it. */
export async function openSigner(section: SignerSection, context: SignerContext): Promise<OpenedSigner> {
  const kind = kindOf(section)
  const position: SignerContext['position'] = (...path) => context.position(kind.key, ...path)
  const opened = await kind.open(section[kind.key], { ...context, position })
  return { ...opened, ...checked(opened, context.sdk) }
}

/** A signer whose signatures are verified: problem `soroban/signature-wrong`. */
function checked({ address, signHash }: Signer, sdk: Sdk): Signer {
  return {
    address,
    async signHash(hash, transaction) {
      const signature = await signHash(hash, transaction)
      if (!isSignatureOf(address, { hash, signature, sdk })) throw signatureWrong({ address })
      return signature
    },
  }
}

/** Whether these bytes are the signature of a hash by the key of an address. */
export function isSignatureOf(address: string, { hash, signature, sdk }: { hash: Uint8Array; signature: Uint8Array; sdk: Sdk }): boolean {
  return signature.length === 64 && sdk.Keypair.fromPublicKey(address).verify(hash, signature)
}

function kindOf(section: SignerSection): SignerKind<unknown> {
  const kind = signerKinds.find(({ key }) => key in section)
  if (kind === undefined) throw new TypeError('a signer without kind passed the schema')
  return kind
}
