import { createPublicKey } from 'node:crypto'
import type { Place } from '../../core/problem.ts'
import type { Sdk } from '../network/sdk.ts'
import { signerAddressDiffers, signerAddressInvalid, signingKeyUnfit } from './problems.ts'

interface Told {
  readonly sdk: Sdk
  readonly at: Place | null
}

/** The text, if it is the address of a key: G... */
export function checkedAddress(text: string, { sdk, at }: Told): string {
  if (!sdk.StrKey.isValidEd25519PublicKey(text)) throw signerAddressInvalid({ text, at })
  return text
}

interface Held extends Told {
  /** Name of the service that holds the key. */
  readonly service: string
  /** The address that fairlead.yml names; null: it names none. */
  readonly wanted: string | null
}

/** The address of a public key of 32 bytes; problem `soroban/signer-address-differs` where another one is wanted. */
export function addressOfKey(key: Uint8Array, { sdk, at, service, wanted }: Held): string {
  const held = sdk.StrKey.encodeEd25519PublicKey(Buffer.from(key))
  if (wanted !== null && held !== wanted) throw signerAddressDiffers({ service, held, wanted, at })
  return held
}

/** The same of a key as services give it: SubjectPublicKeyInfo, in DER or PEM; only Ed25519 fits. */
export function addressOfPublicKey(key: Buffer | string, held: Held): string {
  const { service, at } = held
  const read = readKey(key)
  if (read === null) throw signingKeyUnfit({ service, found: 'unknown kind', at })
  const { kty, crv, x } = read
  if (crv !== 'Ed25519' || x === undefined) throw signingKeyUnfit({ service, found: crv ?? kty ?? 'unknown kind', at })
  return addressOfKey(Buffer.from(x, 'base64url'), held)
}

function readKey(key: Buffer | string) {
  try {
    const object = typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key, format: 'der', type: 'spki' })
    return object.export({ format: 'jwk' })
  } catch {
    return null
  }
}
