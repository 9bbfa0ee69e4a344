import { createHmac, timingSafeEqual } from 'node:crypto'

/** A JSON Web Token (RFC 7519) signed with HMAC SHA-256. */
export function issueToken({
  account,
  secret,
  lifeSeconds,
  now,
}: {
  account: string
  secret: string
  lifeSeconds: number
  now: Date
}): string {
  const issuedAt = Math.floor(now.getTime() / 1000)
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: account, iat: issuedAt, exp: issuedAt + lifeSeconds })}`
  return `${signed}.${signature(signed, secret)}`
}

/** The account a token was issued to, or null when it is forged, malformed or expired. */
export function readToken({ token, secret, now }: { token: string; secret: string; now: Date }): string | null {
  const [header, claims, given, ...rest] = token.split('.')
  if (!header || !claims || !given || rest.length > 0) return null
  if (!sameText(given, signature(`${header}.${claims}`, secret))) return null
  const { sub, exp } = decode(claims)
  return typeof sub === 'string' && typeof exp === 'number' && exp * 1000 > now.getTime() ? sub : null
}

export function signature(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

export function sameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(text: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}
