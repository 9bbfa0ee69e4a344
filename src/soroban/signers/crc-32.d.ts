declare module 'crc-32/crc32c.js' {
  /** CRC32C as a signed number. */
  export function buf(bytes: Uint8Array, seed?: number): number
}
