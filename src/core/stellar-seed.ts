const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const candidates = /(?<![A-Z2-7])S[A-Z2-7]{55}(?![A-Z2-7])/g
/** Version byte of an ed25519 secret seed (SEP-23). */
const seedVersion = 18 << 3

/** Positions (from 0) of Stellar secret seeds in a text: right shape, version byte and checksum, so look-alikes are not reported. */
export function stellarSeedsIn(text: string): number[] {
  return [...text.matchAll(candidates)].filter((match) => isSeed(match[0])).map((match) => match.index)
}

function isSeed(candidate: string): boolean {
  const bytes = decodeBase32(candidate)
  const checksum = (bytes[33] ?? 0) | ((bytes[34] ?? 0) << 8)
  return bytes.length === 35 && bytes[0] === seedVersion && crc16(bytes.subarray(0, 33)) === checksum
}

function decodeBase32(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  return Uint8Array.from(bytes)
}

/** CRC-16/XMODEM, as SEP-23 asks for. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}
