import { createPrivateKey, createPublicKey, sign } from 'node:crypto'

// The fixed head of a DER-encoded private key (RFC 8410).
const derHead = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKey(seed: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([derHead, seed]), format: 'der', type: 'pkcs8' })
}

/** The 32 bytes of the ed25519 public key of a seed. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const encoded = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' })
  return new Uint8Array(encoded.subarray(encoded.length - 32))
}

export function signWith(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey(seed)))
}
