import type { Sdk } from '../network/sdk.ts'

/** Reads an address of an account (G...), a contract (C...) or, where allowed, a muxed account (M...); else the reason why not. */
export function checkedAddress(
  given: unknown,
  { muxed, sdk: { StrKey } }: { muxed: boolean; sdk: Sdk },
): { address: string } | { reason: string } {
  if (typeof given !== 'string') return { reason: 'is not an address in quotes' }
  const valid = StrKey.isValidEd25519PublicKey(given) || StrKey.isValidContract(given) || (muxed && StrKey.isValidMed25519PublicKey(given))
  if (valid) return { address: given }
  if (/^[GC][A-Z2-7]{55}$/.test(given)) return { reason: 'has a wrong checksum: a letter was changed or lost' }
  return { reason: `is not an address (G...${muxed ? ', M...' : ''} or C...)` }
}

/** Whether a text has the shape of a secret seed, with a right checksum or not: neither may be printed. */
export function looksLikeSeed(text: string): boolean {
  return /^S[A-Z2-7]{55}$/.test(text.trim())
}
