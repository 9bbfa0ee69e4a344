import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate, equal, sha256 } from '../bytes.ts'
import type { Account } from './account.ts'
import { isSignature } from './ed25519.ts'
import type { AccountId } from './keys.ts'

interface Candidate {
  key: xdr.SignerKey
  weight: number
}

const largestWeight = 255

/** Ed25519 signatures that are looked at for one transaction; where it is enforced, no more of them count (stellar-core: TX_ED25519_VERIFY_BUDGET). */
export const verificationBudget = 1_000

/** Checks the signatures of one transaction, and remembers which of them counted (stellar-core: SignatureChecker). */
export class SignatureCheck {
  readonly #hash: Uint8Array
  readonly #signatures: readonly xdr.DecoratedSignature[]
  readonly #used: boolean[]
  #verificationsLeft: number

  /** `verifications`: Ed25519 signatures that it may look at; a check in the queue has a budget, one in a ledger has none before protocol 28. */
  constructor(hash: Uint8Array, signatures: readonly xdr.DecoratedSignature[], verifications = Number.POSITIVE_INFINITY) {
    this.#hash = hash
    this.#signatures = signatures
    this.#used = signatures.map(() => false)
    this.#verificationsLeft = verifications
  }

  byAccount(account: Account, weight: number): boolean {
    const [master] = account.thresholds
    const own = master > 0 ? [{ key: masterKey(account.id), weight: master }] : []
    return this.#check([...own, ...account.signers], weight)
  }

  /** An account that does not exist can still sign, with its master key. */
  byMissingAccount(id: AccountId): boolean {
    return this.#check([{ key: masterKey(id), weight: 1 }], 0)
  }

  byAll(keys: readonly xdr.SignerKey[]): boolean {
    if (keys.length === 0) return true
    const candidates = keys.map((key) => ({ key, weight: 1 }))
    return this.#check(candidates, candidates.length)
  }

  get allUsed(): boolean {
    return this.#used.every((used) => used)
  }

  #check(candidates: readonly Candidate[], needed: number): boolean {
    const of = (type: xdr.SignerKey['type']) => candidates.filter((candidate) => candidate.key.type === type)
    let total = 0
    const enough = (weight: number) => {
      total += Math.min(weight, largestWeight)
      return total >= needed
    }
    for (const { key, weight } of of('signerKeyTypePreAuthTx')) {
      if (key.type === 'signerKeyTypePreAuthTx' && equal(key.preAuthTx.value, this.#hash) && enough(weight)) return true
    }
    for (const type of ['signerKeyTypeHashX', 'signerKeyTypeEd25519', 'signerKeyTypeEd25519SignedPayload'] as const) {
      const left = of(type)
      for (const [place, signature] of this.#signatures.entries()) {
        const signer = left.findIndex((candidate) => this.#isSignedBy(signature, candidate.key))
        const [found] = signer < 0 ? [] : left.splice(signer, 1)
        if (found === undefined) continue
        this.#used[place] = true
        if (enough(found.weight)) return true
      }
    }
    return false
  }

  #isSignedBy(decorated: xdr.DecoratedSignature, key: xdr.SignerKey): boolean {
    const [signature, hint] = [decorated.signature.value, decorated.hint.value]
    switch (key.type) {
      case 'signerKeyTypeHashX':
        return equal(hint, lastFour(key.hashX.value)) && equal(sha256(signature), key.hashX.value)
      case 'signerKeyTypeEd25519':
        return equal(hint, lastFour(key.ed25519.value)) && this.#verify(this.#hash, signature, key.ed25519.value)
      case 'signerKeyTypeEd25519SignedPayload': {
        const { ed25519, payload } = key.ed25519SignedPayload
        return equal(hint, payloadHint(ed25519.value, payload)) && this.#verify(payload, signature, ed25519.value)
      }
      case 'signerKeyTypePreAuthTx':
        return false
    }
  }

  #verify(message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
    if (signature.length !== 64 || this.#verificationsLeft <= 0) return false
    this.#verificationsLeft -= 1
    return isSignature(signature, message, key)
  }
}

function masterKey(id: AccountId): xdr.SignerKey {
  return xdr.SignerKey.signerKeyTypeEd25519(Buffer.from(id, 'hex'))
}

function lastFour(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.length - 4)
}

// CAP-40: the hint of the key, XORed with the last four bytes of the payload, which counts as filled up with zeros.
function payloadHint(key: Uint8Array, payload: Uint8Array): Uint8Array {
  const tail = payload.length >= 4 ? lastFour(payload) : concatenate(payload, new Uint8Array(4 - payload.length))
  return lastFour(key).map((byte, place) => byte ^ (tail[place] ?? 0))
}
