import { expect, test } from '@jest/globals'
import { contractIdOf, saltOf } from '../../../src/soroban/contract-id.ts'
import { loadSdk } from '../../../src/soroban/network/sdk.ts'

// Literals computed apart, with Python's hashlib and base64 over the XDR of CAP-46-02 written by hand:
// sha256("fairlead\0traqora\0rehearsal\0token\0" + "1\0"), then
// strkey(0x10, sha256(00000008 | sha256(passphrase) | 00000000 | 00000000 | 00000000 | public key | salt)).
const token = { system: 'traqora', environment: 'rehearsal', contract: 'token', generation: 1 }
const deployer = 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR'

test('the salt of a contract is the sha256 of its names', () => {
  expect(Buffer.from(saltOf(token)).toString('hex')).toBe('f208c37f96d41dfcfb5f3a69d83fd8c4a1727ed7a00697f8a60b30a9a3d8e750')
})

test.each([
  ['Standalone Network ; February 2017', 'CDMEGZ6L4HJM3FXUHV5KNVFXHH7H5J34CX7IP3TUKH4F6MYJSQIM7C7Y'],
  ['Test SDF Network ; September 2015', 'CAVIFYMFYX233LFUYAN4EROXEBLWIUOF2WURZPE6C3UOMIARJECKIGZK'],
])('the id on "%s" is known before anything is sent', async (passphrase, id) => {
  expect(contractIdOf({ sdk: await loadSdk(), passphrase, deployer, salt: saltOf(token) })).toBe(id)
})

test.each([
  ['generation', { ...token, generation: 2 }],
  ['environment', { ...token, environment: 'production' }],
  ['system', { ...token, system: 'tripavail' }],
  ['contract', { ...token, contract: 'booking' }],
])('another %s gives another salt', (_, other) => {
  expect(saltOf(other)).not.toEqual(saltOf(token))
})

test('names that run together are not taken for each other', () => {
  expect(saltOf({ ...token, system: 'a', environment: 'bc' })).not.toEqual(saltOf({ ...token, system: 'ab', environment: 'c' }))
})
