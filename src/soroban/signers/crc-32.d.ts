declare module 'crc-32/crc32c.js' {
  const checksums: {
    /** CRC32C as a signed number. */
    buf(bytes: Uint8Array): number
  }
  export = checksums
}
