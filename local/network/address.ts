/** Stellar's text form of keys: base32 of a version byte, 32 bytes and a checksum (SEP-23). */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const version = { account: 6 << 3, seed: 18 << 3, contract: 2 << 3 } as const

export function encodeAddress(kind: keyof typeof version, bytes: Uint8Array): string {
  const body = Buffer.concat([Uint8Array.of(version[kind]), bytes])
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(checksum(body))
  return base32(Buffer.concat([body, sum]))
}

/** The 32 bytes, or null when the text is no address of this kind. */
export function decodeAddress(kind: keyof typeof version, text: string): Uint8Array | null {
  if (text.length !== 56 || [...text].some((letter) => !alphabet.includes(letter))) return null
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = new Uint8Array(Array.from({ length: 35 }, (_, place) => Number.parseInt(bits.slice(place * 8, place * 8 + 8), 2)))
  const key = bytes.slice(1, 33)
  return encodeAddress(kind, key) === text ? key : null
}

function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('')
}

// CRC-16 with polynomial 0x1021 and start 0 (XModem).
function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 0x8000) === 0 ? sum << 1 : (sum << 1) ^ 0x1021
    sum &= 0xffff
  }
  return sum
}
