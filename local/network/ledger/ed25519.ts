import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { base64, concatenate, hex } from '../bytes.ts'

// A transaction is judged when it comes, before its ledger, and in it: most questions are asked again (stellar-core: gVerifySigCache).
const verdicts = new Map<string, boolean>()
const verdictsKept = 10_000

/** Whether 64 bytes are the signature of a message by a key of 32 bytes. OpenSSL 3.5 takes no keys of small order, as nodes take none. */
export function isSignature(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  const question = base64(concatenate(key, signature, message))
  const known = verdicts.get(question)
  if (known !== undefined) return known
  if (verdicts.size >= verdictsKept) verdicts.clear()
  const verdict = verifies(signature, message, key)
  verdicts.set(question, verdict)
  return verdict
}

function verifies(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  const known = publicKey(key)
  return known !== null && verify(null, message, known, signature)
}

// The algorithm's fixed head of a DER-encoded public key (RFC 8410).
const derHead = Buffer.from('302a300506032b6570032100', 'hex')
const keys = new Map<string, KeyObject | null>()
const keysKept = 1_000

function publicKey(key: Uint8Array): KeyObject | null {
  const name = hex(key)
  const known = keys.get(name)
  if (known !== undefined) return known
  if (keys.size >= keysKept) keys.clear()
  const made = readPublicKey(key)
  keys.set(name, made)
  return made
}

function readPublicKey(key: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.concat([derHead, key]), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}
