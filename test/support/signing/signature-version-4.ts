import { createHash, createHmac } from 'node:crypto'
import type { ServedRequest } from './json-server.ts'

interface Claim {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** What the header `authorization` says. Written from AWS's description of Signature Version 4, apart from the product. */
export function claimOf(authorization: string): Claim | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  if (match === null) return null
  const [, accessKeyId = '', region = '', service = '', headers = '', signature = ''] = match
  return { accessKeyId, region, service, signedHeaders: headers.split(';'), signature }
}

/** The signature that a request should have; for paths and queries that need no encoding. */
export function signatureOf(
  { method, url, headers, body }: ServedRequest,
  { claim, secretAccessKey }: { claim: Pick<Claim, 'region' | 'service' | 'signedHeaders'>; secretAccessKey: string },
): string {
  const { region, service, signedHeaders } = claim
  const [path = '/', query = ''] = url.split('?')
  const lines = signedHeaders
    .map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replaceAll(/ +/g, ' ')}\n`,
    )
    .join('')
  const canonical = [method, path, query.split('&').sort().join('&'), lines, signedHeaders.join(';'), sha256(body)].join('\n')
  const moment = String(headers['x-amz-date'])
  const day = moment.slice(0, 8)
  const scope = `${day}/${region}/${service}/aws4_request`
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (under, part) => hmac(under, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  )
  return hmac(key, ['AWS4-HMAC-SHA256', moment, scope, sha256(canonical)].join('\n')).toString('hex')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
