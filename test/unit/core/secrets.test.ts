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

test('a secret that begins like another is redacted whole, whichever was learned first', () => {
  const secrets = rememberSecrets({ mask: () => {} })
  secrets.learn('env.JWT_SECRET', 'canary-0123')
  secrets.learn('env.JWT_REFRESH_SECRET', 'canary-0123-and-more')
  expect(secrets.redact('canary-0123-and-more, canary-0123')).toBe('[env.JWT_REFRESH_SECRET], [env.JWT_SECRET]')
})

test('each line of a secret of several lines is one, as for the runner', () => {
  const secrets = rememberSecrets({ mask: () => {} })
  secrets.learn('env.SIGNING_KEY', '-----BEGIN KEY-----\r\nY2FuYXJ5LW9mLWEta2V5\r\n-----END KEY-----\n')
  expect(secrets.redact('read Y2FuYXJ5LW9mLWEta2V5')).toBe('read [env.SIGNING_KEY]')
  expect(secrets.foundIn('Y2FuYXJ5LW9mLWEta2V5')).toBe('env.SIGNING_KEY')
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
