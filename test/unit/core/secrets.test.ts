import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk'
import { rememberSecrets } from '../../../src/core/secrets.ts'
import { stellarSeedsIn } from '../../../src/core/stellar-seed.ts'

test('a connection string is masked whole, with its password raw and decoded', () => {
  const masks: string[] = []
  const secrets = rememberSecrets({ mask: (text) => masks.push(text) })
  secrets.learn('env.DATABASE_URL', 'postgres://app:p%40ss%20word%21@db.example/traqora')
  expect(masks).toEqual(['postgres://app:p%40ss%20word%21@db.example/traqora', 'p%40ss%20word%21', 'p@ss word!'])
  expect(secrets.foundIn('failed: password "p@ss word!" refused')).toBe('env.DATABASE_URL')
  expect(secrets.redact('with p%40ss%20word%21 inside')).toBe('with [env.DATABASE_URL] inside')
})

test('nothing shorter than 8 characters is masked or looked for', () => {
  const masks: string[] = []
  const secrets = rememberSecrets({ mask: (text) => masks.push(text) })
  secrets.learn('env.DATABASE_NAME', 'traqora')
  expect(masks).toEqual([])
  expect(secrets.foundIn('backups/traqora/1')).toBeNull()
})

test('seeds are found by checksum; addresses and look-alikes are not', () => {
  const pair = Keypair.random()
  const seed = pair.secret()
  const last = seed.at(-1) === 'A' ? 'B' : 'A'
  expect(stellarSeedsIn(`key: ${seed}\n`)).toEqual([5])
  expect(stellarSeedsIn(pair.publicKey())).toEqual([])
  expect(stellarSeedsIn(`${seed.slice(0, -1)}${last}`)).toEqual([])
  expect(stellarSeedsIn(`X${seed}`)).toEqual([])
  expect(stellarSeedsIn(`S${'A'.repeat(55)}`)).toEqual([])
})
