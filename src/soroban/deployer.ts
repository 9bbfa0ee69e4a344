import { hkdfSync } from 'node:crypto'
import { referencesIn } from '../config/references.ts'
import type { Run } from '../core/action.ts'
import type { Place } from '../core/problem.ts'
import { contractsSection } from './contracts-section.ts'
import { addressWhereSeedBelongs, seedInFile, seedInvalid } from './problems.ts'
import type { Sdk } from './sdk.ts'

/** Who signs. Stellar signs the hash of a transaction, so every kind of key fits behind this. */
export interface Signer {
  /** The account, G... */
  readonly address: string
  /** The ed25519 signature (64 bytes) of a transaction's hash. */
  signHash(hash: Uint8Array): Promise<Uint8Array>
}

export interface Deployer extends Signer {
  /** A signer whose key follows from the deployer's own and a label; null: the secret is not on this machine. */
  readonly derive: ((label: string) => Signer) | null
}

/** The deployer of this run. Its seed is read here, masked before anything else happens, and stays inside. */
export function deployerOf({ config, references }: Pick<Run, 'config' | 'references'>, sdk: Sdk): Deployer {
  const text = config.require(contractsSection).deployer['secret-key']
  return signerFrom(text, { references, sdk, at: config.position('contracts', 'deployer', 'secret-key') })
}

/** The signer behind a reference to a secret seed. */
export function signerFrom(text: string, from: Pick<Run, 'references'> & { sdk: Sdk; at: Place | null }): Deployer {
  const { references, at, sdk } = from
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
