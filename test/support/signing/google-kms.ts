import type { Keypair } from '@stellar/stellar-sdk/base'
import { type SigningStandIn, standIn, Violation } from './json-server.ts'
import { publicKeyOf } from './public-key.ts'

export const googleToken = 'ya29.canary-google-access-token'
export const googleKeyVersion = 'projects/traqora/locations/europe-west3/keyRings/release/cryptoKeys/deployer/cryptoKeyVersions/1'

/** Cloud KMS with one version of one key: publicKey and asymmetricSign of REST v1, checksums computed here. */
export function startGoogleKms(pair: Keypair): Promise<SigningStandIn> {
  return standIn(({ method, url, headers, body }) => {
    if (headers.authorization !== `Bearer ${googleToken}`)
      throw refused(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')
    if (method === 'GET' && url === `/v1/${googleKeyVersion}/publicKey`) {
      const pem = publicKeyOf(pair).export({ format: 'pem', type: 'spki' }) as string
      const answer = {
        pem,
        algorithm: 'EC_SIGN_ED25519',
        pemCrc32c: checksum(Buffer.from(pem)),
        name: googleKeyVersion,
        protectionLevel: 'HSM',
      }
      return { operation: 'publicKey', answer }
    }
    if (method !== 'POST' || url !== `/v1/${googleKeyVersion}:asymmetricSign`) throw refused(404, 'NOT_FOUND', `${method} ${url}`)
    if (headers['content-type'] !== 'application/json') throw refused(400, 'INVALID_ARGUMENT', 'wrong content type')
    const asked = JSON.parse(body) as Record<string, unknown>
    if (Object.keys(asked).sort().join() !== 'data,dataCrc32c') throw refused(400, 'INVALID_ARGUMENT', `fields ${Object.keys(asked)}`)
    const data = Buffer.from(String(asked['data']), 'base64')
    // An Int64Value is a text in JSON.
    if (asked['dataCrc32c'] !== checksum(data)) throw refused(400, 'INVALID_ARGUMENT', 'The checksum in field data_crc32c did not match')
    if (data.length !== 32) throw refused(400, 'INVALID_ARGUMENT', `data of ${data.length} bytes`)
    const signature = Buffer.from(pair.sign(data))
    const answer = {
      signature: signature.toString('base64'),
      signatureCrc32c: checksum(signature),
      verifiedDataCrc32c: true,
      name: googleKeyVersion,
      protectionLevel: 'HSM',
    }
    return { operation: 'asymmetricSign', answer }
  })
}

/** CRC32C (RFC 3720, appendix B.4), bit by bit. */
export function checksum(bytes: Uint8Array): string {
  let register = 0xffffffff
  for (const byte of bytes) {
    register ^= byte
    for (let bit = 0; bit < 8; bit += 1) register = (register >>> 1) ^ (register & 1 ? 0x82f63b78 : 0)
  }
  return String((register ^ 0xffffffff) >>> 0)
}

function refused(code: number, status: string, message: string): Violation {
  return new Violation(`${status}: ${message}`, { status: code, body: { error: { code, message, status } } })
}
