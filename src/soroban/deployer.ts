import { referencesIn } from '../config/references.ts'
import type { Run } from '../core/action.ts'
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

/** The deployer of this run. Its seed is read here, masked before anything else happens, and stays inside. */
export function deployerOf({ config, references }: Pick<Run, 'config' | 'references'>, { Keypair, StrKey }: Sdk): Signer {
  const text = config.require(contractsSection).deployer['secret-key']
  const at = config.position('contracts', 'deployer', 'secret-key')
  if (referencesIn(text).length === 0) throw seedInFile({ at })
  const seed = references.secret(text, { at })
  if (StrKey.isValidEd25519PublicKey(seed)) throw addressWhereSeedBelongs({ reference: text, at })
  if (!StrKey.isValidEd25519SecretSeed(seed)) throw seedInvalid({ reference: text, at })
  const pair = Keypair.fromSecret(seed)
  return { address: pair.publicKey(), signHash: async (hash) => pair.sign(hash) }
}
