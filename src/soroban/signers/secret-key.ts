import { hkdfSync } from 'node:crypto'
import { z } from 'zod'
import { referencesIn } from '../../config/references.ts'
import type { Sdk } from '../network/sdk.ts'
import { addressWhereSeedBelongs, seedInFile, seedInvalid } from '../problems.ts'
import type { OpenedSigner, SignerContext, SignerKind } from './kind.ts'
import type { Signer } from './signer.ts'

const schema = z.string().describe('A reference to a secret seed: "${env.NAME}".')

/** A seed in a secret of the job. */
export const secretKey: SignerKind<string> = {
  key: 'secret-key',
  schema,
  open: async (text, context) => signerOfSeed(text, { ...context, at: context.position() }),
}

/** The signer behind a reference to a secret seed. It is read here, masked before anything else happens, and stays inside. */
export function signerOfSeed(
  text: string,
  { references, sdk, at }: Pick<SignerContext, 'references' | 'sdk'> & { at: ReturnType<SignerContext['position']> },
): OpenedSigner {
  const { Keypair, StrKey } = sdk
  if (referencesIn(text).length === 0) throw seedInFile({ at })
  const seed = references.secret(text, { at })
  if (StrKey.isValidEd25519PublicKey(seed)) throw addressWhereSeedBelongs({ reference: text, at })
  if (!StrKey.isValidEd25519SecretSeed(seed)) throw seedInvalid({ reference: text, at })
  const pair = Keypair.fromSecret(seed)
  const secret = StrKey.decodeEd25519SecretSeed(seed)
  return { ...signerOf(pair), derive: (label) => signerOf(Keypair.fromRawEd25519Seed(Buffer.from(derivedSeed(secret, label)))) }
}

/** 32 bytes that follow from a secret and a label and tell nothing of the secret (RFC 5869). */
function derivedSeed(secret: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'fairlead', label, 32))
}

function signerOf(pair: InstanceType<Sdk['Keypair']>): Signer {
  return { address: pair.publicKey(), signHash: async (hash) => pair.sign(hash) }
}
