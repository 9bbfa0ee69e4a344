import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChallenge, readChallenge } from '../src/challenge.ts'
import { issueToken, readToken } from '../src/token.ts'

const now = new Date('2027-01-01T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const account = 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7'
const secret = 'a secret of at least 32 characters'

test('a token names its account until it expires', () => {
  const token = issueToken({ account, secret, lifeSeconds: 60, now })
  assert.equal(readToken({ token, secret, now: later(59) }), account)
  assert.equal(readToken({ token, secret, now: later(60) }), null)
})

test('a token with another key, other claims or another shape is refused', () => {
  const token = issueToken({ account, secret, lifeSeconds: 60, now })
  const [header, , signature] = token.split('.')
  const claims = Buffer.from(JSON.stringify({ sub: 'GOTHER', exp: 9_999_999_999 })).toString('base64url')
  for (const forged of ['', 'a.b', 'a.b.c', `${token}.d`, `${header}.${claims}.${signature}`, `${token}A`]) {
    assert.equal(readToken({ token: forged, secret, now }), null, forged)
  }
  assert.equal(readToken({ token, secret: 'another secret of 32 characters...', now }), null)
})

test('a challenge is read back for its own account while it is fresh', () => {
  const challenge = createChallenge({ account, nonce: 'n0nce', secret, now })
  assert.equal(readChallenge({ challenge, account, secret, now: later(299) }), 'n0nce')
  assert.equal(readChallenge({ challenge, account, secret, now: later(300) }), null)
  assert.equal(readChallenge({ challenge, account: 'GOTHER', secret, now }), null)
  assert.equal(readChallenge({ challenge: challenge.replace('n0nce', 'other'), account, secret, now }), null)
  assert.equal(readChallenge({ challenge: 'anything', account, secret, now }), null)
})
