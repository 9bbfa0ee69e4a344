import { randomBytes } from 'node:crypto'
import type { Cache } from './cache.ts'
import { createChallenge, readChallenge } from './challenge.ts'
import { type Call, type Reply, type Route, refusal } from './exchange.ts'
import type { Settings } from './settings.ts'
import { issueToken, readToken } from './token.ts'
import { isAccount, isSignedBy } from './wallet.ts'

const accessSeconds = 900
const refreshSeconds = 7 * 24 * 3600
const challengesPerMinute = 120

/** Login by a wallet: a challenge is asked for, signed with the account's key, and exchanged for tokens. */
export function sessionRoutes({ settings, cache }: { settings: Settings; cache: Cache }): Route[] {
  const { jwtSecret, jwtRefreshSecret } = settings
  const isFirstUse = nonceKeeper(cache)
  const tokens = (account: string): Reply => {
    const now = new Date()
    return {
      status: 200,
      body: {
        account,
        token: issueToken({ account, secret: jwtSecret, lifeSeconds: accessSeconds, now }),
        refreshToken: issueToken({ account, secret: jwtRefreshSecret, lifeSeconds: refreshSeconds, now }),
        expiresIn: accessSeconds,
      },
    }
  }

  return [
    {
      method: 'POST',
      path: '/auth/challenge',
      async handle(call) {
        const { account } = await call.body()
        if (typeof account !== 'string' || !(await isAccount(account)))
          return refusal(400, 'bad-account', 'account must be a Stellar account (G...).')
        const asked = await cache.count(`traqora:challenges:${account}`, 60)
        if (asked !== null && asked > challengesPerMinute) return refusal(429, 'too-many-requests', 'Ask again in a minute.')
        const nonce = randomBytes(24).toString('base64url')
        return { status: 200, body: { account, challenge: createChallenge({ account, nonce, secret: jwtSecret, now: new Date() }) } }
      },
    },
    {
      method: 'POST',
      path: '/auth/login',
      async handle(call) {
        const { account, challenge, signature } = await call.body()
        if (typeof account !== 'string' || typeof challenge !== 'string' || typeof signature !== 'string')
          return refusal(400, 'bad-login', 'account, challenge and signature are needed, all as text.')
        if (!(await isAccount(account))) return refusal(400, 'bad-account', 'account must be a Stellar account (G...).')
        const nonce = readChallenge({ challenge, account, secret: jwtSecret, now: new Date() })
        if (nonce === null) return refusal(401, 'bad-challenge', 'The challenge is not ours, not for this account, or too old.')
        if (!(await isSignedBy(account, challenge, signature)))
          return refusal(401, 'bad-signature', 'The challenge is not signed by this account.')
        if (!(await isFirstUse(nonce))) return refusal(401, 'bad-challenge', 'The challenge was used before.')
        return tokens(account)
      },
    },
    {
      method: 'POST',
      path: '/auth/refresh',
      async handle(call) {
        const { refreshToken } = await call.body()
        const account =
          typeof refreshToken === 'string' ? readToken({ token: refreshToken, secret: jwtRefreshSecret, now: new Date() }) : null
        return account === null ? refusal(401, 'bad-token', 'Log in again.') : tokens(account)
      },
    },
  ]
}

/** The account of a request's bearer token, or null. */
export function callerOf(call: Call, { jwtSecret }: Settings): string | null {
  const [, token] = /^Bearer (.+)$/.exec(call.header('authorization') ?? '') ?? []
  return token === undefined ? null : readToken({ token, secret: jwtSecret, now: new Date() })
}

/** Each nonce counts once: across colors when they share a Redis, else within this process. */
function nonceKeeper(cache: Cache): (nonce: string) => Promise<boolean> {
  const used = new Map<string, number>()
  return async (nonce) => {
    const uses = await cache.count(`traqora:nonces:${nonce}`, 600)
    const now = Date.now()
    for (const [old, at] of used) if (now - at > 600_000) used.delete(old)
    const isFirst = !used.has(nonce) && (uses ?? 1) === 1
    used.set(nonce, now)
    return isFirst
  }
}
