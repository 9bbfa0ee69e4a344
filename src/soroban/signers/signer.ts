/** A transaction that is to be signed, for those who look at what they sign. */
export interface UnsignedTransaction {
  /** Its envelope without signatures, XDR in base64. A fee bump holds the signed transaction that it pays for. */
  readonly envelope: string
  /** Of the network it is for. */
  readonly passphrase: string
}

/** Who signs. Stellar signs the hash of a transaction, so every kind of key fits behind this. */
export interface Signer {
  /** Of its key, G... */
  readonly address: string
  /** The ed25519 signature (64 bytes) of a transaction's hash. */
  signHash(hash: Uint8Array, transaction: UnsignedTransaction): Promise<Uint8Array>
}

/** Makes a signer whose key follows from a secret and a label. */
export type Derive = (label: string) => Signer
