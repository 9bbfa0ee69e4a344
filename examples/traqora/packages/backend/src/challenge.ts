import { sameText, signature } from './token.ts'

const lifeSeconds = 300

/**
 * The text a wallet signs to prove that it holds an account. It carries its own proof of origin, so that the color that checks it
 * need not be the one that asked.
 */
export function createChallenge({ account, nonce, secret, now }: { account: string; nonce: string; secret: string; now: Date }): string {
  const expires = new Date(now.getTime() + lifeSeconds * 1000).toISOString()
  const text = `Traqora login\naccount: ${account}\nnonce: ${nonce}\nexpires: ${expires}`
  return `${text}\nproof: ${signature(text, secret)}`
}

/** The nonce of a challenge that was made for this account and is still fresh, else null. */
export function readChallenge({
  challenge,
  account,
  secret,
  now,
}: {
  challenge: string
  account: string
  secret: string
  now: Date
}): string | null {
  const found = /^(Traqora login\naccount: (\w+)\nnonce: ([\w-]+)\nexpires: ([\w:.-]+))\nproof: ([\w-]+)$/.exec(challenge)
  const [, text = '', holder, nonce = '', expires = '', proof = ''] = found ?? []
  if (holder !== account || !sameText(proof, signature(text, secret))) return null
  return Date.parse(expires) > now.getTime() ? nonce : null
}
