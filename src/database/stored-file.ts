import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'

export interface FileHash {
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
}

/** One direction of age; works on streams of any length in little memory. */
export interface Cipher {
  readonly encrypt: (plain: Readable) => Promise<Readable>
  /** Opens what this very cipher encrypted, with a key that is never written anywhere: to read back what was stored. */
  readonly decrypt: (encrypted: Readable) => Promise<Readable>
}

/** Hands a file to `put`, encrypted when there is a cipher. Returns the hashes of both sides. */
export async function storeFile(
  from: string,
  put: (content: Readable) => Promise<void>,
  cipher: Cipher | null,
): Promise<{ plain: FileHash; stored: FileHash }> {
  const plain = hashing()
  const stored = hashing()
  const source = createReadStream(from)
  source.on('error', (error) => plain.through.destroy(error))
  const hashed = source.pipe(plain.through)
  const written = cipher === null ? hashed : await cipher.encrypt(hashed)
  written.on('error', (error) => stored.through.destroy(error))
  await put(written.pipe(stored.through))
  return { plain: plain.result(), stored: stored.result() }
}

/** Opens stored content into a plain file. Returns the hash of the plain side. */
export async function openStoredFile(content: Readable, to: string, decrypt: Cipher['decrypt'] | null): Promise<FileHash> {
  const plain = hashing()
  await pipeline(decrypt === null ? content : await decrypt(content), plain.through, createWriteStream(to, { mode: 0o600 }))
  return plain.result()
}

/** The plain side of stored content, only hashed. */
export async function hashOf(content: Readable, decrypt: Cipher['decrypt'] | null = null): Promise<FileHash> {
  const plain = hashing()
  await pipeline(decrypt === null ? content : await decrypt(content), plain.through, async (chunks) => {
    for await (const _ of chunks) {
      // Hashed on its way; nothing is kept.
    }
  })
  return plain.result()
}

/** A cipher to one recipient and to a key of this moment. Problems of the recipient are thrown by age itself. */
export async function ageCipher(recipient: string): Promise<Cipher> {
  const { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } = await import('age-encryption')
  const ofThisMoment = await generateX25519Identity()
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  encrypter.addRecipient(await identityToRecipient(ofThisMoment))
  const decrypter = new Decrypter()
  decrypter.addIdentity(ofThisMoment)
  return {
    encrypt: async (plain) => fromWeb(await encrypter.encrypt(toWeb(plain))),
    decrypt: async (encrypted) => fromWeb(await decrypter.decrypt(toWeb(encrypted))),
  }
}

/** Opens with a secret key (AGE-SECRET-KEY-1...). */
export async function ageOpener(identity: string): Promise<Cipher['decrypt']> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return async (encrypted) => fromWeb(await decrypter.decrypt(toWeb(encrypted)))
}

function hashing(): { through: Transform; result: () => FileHash } {
  const hash = createHash('sha256')
  let bytes = 0
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  return { through, result: () => ({ bytes, sha256: hash.digest('hex') }) }
}

// Node's own type of a web stream and the one of the DOM library are one class at run time.
function toWeb(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as unknown as globalThis.ReadableStream<Uint8Array>
}

function fromWeb(stream: globalThis.ReadableStream<Uint8Array>): Readable {
  return Readable.fromWeb(stream as unknown as ReadableStream<Uint8Array>)
}
