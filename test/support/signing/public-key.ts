import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Keypair } from '@stellar/stellar-sdk/base'

/** The public half of a key, as services give it. */
export function publicKeyOf(pair: Keypair): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(pair.rawPublicKey()).toString('base64url') }, format: 'jwk' })
}
