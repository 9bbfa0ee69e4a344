import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { Keypair, xdr } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { type Account, newAccount } from '../../../local/network/ledger/account.ts'
import { isSignature } from '../../../local/network/ledger/ed25519.ts'
import type { AccountId } from '../../../local/network/ledger/keys.ts'
import { SignatureCheck, verificationBudget } from '../../../local/network/ledger/signatures.ts'

const hash = createHash('sha256').update('a transaction').digest()
const pool = Array.from({ length: 24 }, (_, number) => Keypair.fromRawEd25519Seed(createHash('sha256').update(`key ${number}`).digest()))
const [master, ...others] = pool as [Keypair, ...Keypair[]]

/** A kind of signer, and how it signs. */
const kinds = {
  ed25519: (key: Keypair) => ({ signer: xdr.SignerKey.signerKeyTypeEd25519(key.rawPublicKey()), signature: signed(key, hash) }),
  hashX: (key: Keypair) => {
    const image = createHash('sha256').update(key.rawPublicKey()).digest()
    return { signer: xdr.SignerKey.signerKeyTypeHashX(image), signature: decorated(image.subarray(28), key.rawPublicKey()) }
  },
  payload: (key: Keypair) => {
    const payload = Buffer.from([1, 2, 3])
    const ed25519 = key.rawPublicKey()
    const signer = xdr.SignerKey.signerKeyTypeEd25519SignedPayload(new xdr.SignerKeyEd25519SignedPayload({ ed25519, payload }))
    // CAP-40: a short payload counts as filled up with zeros.
    const hint = Buffer.from([0, 1, 2, 3]).map((place) => (ed25519[28 + place] ?? 0) ^ (payload[place] ?? 0))
    return { signer, signature: decorated(hint, signed(key, payload).signature.value) }
  },
  preAuth: () => ({ signer: xdr.SignerKey.signerKeyTypePreAuthTx(hash), signature: null }),
} as const

const member = fc.record({
  kind: fc.constantFrom('ed25519' as const, 'hashX' as const, 'payload' as const),
  weight: fc.integer({ min: 1, max: 255 }),
  signs: fc.boolean(),
})

test('weights of those who signed are summed up, whatever their kind and the order of signatures', () => {
  fc.assert(
    fc.property(
      fc.array(member, { maxLength: 12 }),
      fc.integer({ min: 0, max: 255 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      (members, masterWeight, masterSigns, needed, reversed) => {
        const made = members.map(({ kind, ...rest }, place) => ({ ...rest, ...kinds[kind](others[place] ?? master) }))
        const signatures = [
          ...(masterSigns ? [signed(master, hash)] : []),
          ...made.filter(({ signs }) => signs).map(({ signature }) => signature),
        ]
        const check = new SignatureCheck(hash, reversed ? signatures.reverse() : signatures)
        const total = made.reduce((sum, { signs, weight }) => sum + (signs ? weight : 0), masterSigns ? masterWeight : 0)

        expect(check.byAccount(account(masterWeight, made), needed)).toBe(total >= needed)
        // Who counts for the last bit of weight is used; who has no weight at all is not.
        if (total <= needed) expect(check.allUsed).toBe(!masterSigns || masterWeight > 0)
      },
    ),
    { numRuns: 300 },
  )
})

test('a signature counts once, however often it is there, and one authorized in advance needs none', () => {
  const twice = new SignatureCheck(hash, [signed(master, hash), signed(master, hash)])
  expect([twice.byAccount(account(1, []), 2), twice.allUsed]).toEqual([false, false])
  const ahead = new SignatureCheck(hash, [])
  expect([ahead.byAccount(account(0, [{ weight: 1, ...kinds.preAuth() }]), 1), ahead.allUsed]).toEqual([true, true])
})

test('no weight counts for more than 255', () => {
  const check = new SignatureCheck(hash, [signed(master, hash)])
  const heavy = { ...account(0, []), signers: [new xdr.Signer({ key: kinds.ed25519(master).signer, weight: 4_000_000_000 })] }
  expect(check.byAccount(heavy, 256)).toBe(false)
  expect(check.byAccount(heavy, 255)).toBe(true)
})

test('after a thousand looks at Ed25519 signatures no more of them count; hash-x still does', () => {
  const signers = others.slice(0, 20).map((key) => ({ weight: 1, ...kinds.ed25519(key) }))
  const secret = { weight: 20, ...kinds.hashX(master) }
  const check = new SignatureCheck(
    hash,
    [...signers, secret].map(({ signature }) => signature),
    verificationBudget,
  )
  const answers = Array.from({ length: 51 }, () => check.byAccount(account(0, signers), 20))

  expect(answers).toEqual([...Array(50).fill(true), false])
  expect(check.byAccount(account(0, [secret]), 20)).toBe(true)
})

test('a key of small order, with which anybody could sign, signs nothing', () => {
  const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)])
  // Where such keys are taken, this is a signature of anything.
  const forged = Buffer.concat([identity, Buffer.alloc(32)])

  expect(isSignature(forged, Buffer.from('anything'), identity)).toBe(false)
  expect(isSignature(master.sign(hash), hash, master.rawPublicKey())).toBe(true)
  expect(isSignature(master.sign(hash), hash, Buffer.alloc(32, 0xff))).toBe(false)
})

function account(masterWeight: number, signers: readonly { signer: xdr.SignerKey; weight: number }[]): Account {
  const id = Buffer.from(master.rawPublicKey()).toString('hex') as AccountId
  const made = signers.map(({ signer, weight }) => new xdr.Signer({ key: signer, weight }))
  return { ...newAccount(id, 0n, 0n), thresholds: [masterWeight, 0, 0, 0], signers: made }
}

function signed(key: Keypair, message: Uint8Array): xdr.DecoratedSignature {
  return decorated(key.rawPublicKey().subarray(28), key.sign(Buffer.from(message)))
}

function decorated(hint: Uint8Array, signature: Uint8Array): xdr.DecoratedSignature {
  return new xdr.DecoratedSignature({ hint, signature })
}
