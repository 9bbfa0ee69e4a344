import { expect, test } from '@jest/globals'
import { Keypair, StrKey } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { decodeAddress, encodeAddress } from '../../../local/network/address.ts'
import { publicKeyOf, signWith } from '../../../local/network/keypair.ts'

test('addresses are those of the official SDK, and read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      expect(encodeAddress('contract', bytes)).toBe(StrKey.encodeContract(Buffer.from(bytes)))
      expect(encodeAddress('seed', bytes)).toBe(StrKey.encodeEd25519SecretSeed(Buffer.from(bytes)))
      expect(decodeAddress('account', encodeAddress('account', bytes))).toEqual(bytes)
    }),
    { numRuns: 50 },
  )
})

test('an address with a letter changed, of another kind or of another length is none', () => {
  const address = Keypair.random().publicKey()
  const changed = `${address.slice(0, 20)}${address[20] === 'A' ? 'B' : 'A'}${address.slice(21)}`
  for (const wrong of [changed, address.slice(1), `${address}A`, address.toLowerCase(), '', 'C'.repeat(56)]) {
    expect(decodeAddress('account', wrong)).toBeNull()
  }
  expect(decodeAddress('contract', address)).toBeNull()
})

test('keys and signatures are those of the official SDK', () => {
  const key = Keypair.random()
  const message = Buffer.from('message')
  expect(Buffer.from(publicKeyOf(key.rawSecretKey()))).toEqual(Buffer.from(key.rawPublicKey()))
  expect(Buffer.from(signWith(key.rawSecretKey(), message))).toEqual(Buffer.from(key.sign(message)))
})
