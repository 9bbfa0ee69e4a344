import checksums from 'crc-32/crc32c.js'

/** CRC32C of bytes as Google's APIs write it: an unsigned number, as text. */
export function checksumOf(bytes: Uint8Array): string {
  return String(checksums.buf(bytes) >>> 0)
}
