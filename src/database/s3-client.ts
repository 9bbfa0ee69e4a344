import { createHash } from 'node:crypto'
import type { World } from '../core/world.ts'
import { askingAgain, Refusal } from './refusal.ts'

/** Where a bucket is and who we are there. Holds a secret. */
export interface S3Address {
  /** `https://s3.eu-central-1.amazonaws.com`; the bucket follows as a path, which every server understands. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | null
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Within the bucket, not encoded; empty for the bucket itself. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

export type S3Client = (request: S3Request) => Promise<Response>

/**
 * Sends signed requests (AWS Signature Version 4). The sha256 of each body is signed, so that a server refuses what was
 * changed on its way. Asked again where nothing or a 5xx came back: every request here may be repeated.
 */
export function s3Client(address: S3Address, { fetch, sleep }: Pick<World, 'fetch' | 'sleep'>): S3Client {
  return (request) => askingAgain(() => send(address, request, fetch), { sleep })
}

async function send(address: S3Address, { method, key, query = {}, body }: S3Request, fetch: World['fetch']): Promise<Response> {
  const { AwsV4Signer } = await import('aws4fetch')
  const url = new URL(address.endpoint)
  url.pathname = [
    url.pathname.replace(/\/$/, ''),
    address.bucket,
    ...(key === '' ? [] : [key.split('/').map(encodeURIComponent).join('/')]),
  ].join('/')
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const signed = await new AwsV4Signer({
    method,
    url: url.href,
    headers: {
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    },
    accessKeyId: address.accessKeyId,
    secretAccessKey: address.secretAccessKey,
    ...(address.sessionToken === null ? {} : { sessionToken: address.sessionToken }),
    service: 's3',
    region: address.region,
  }).sign()
  const response = await fetch(signed.url, { method, headers: signed.headers, ...(body === undefined ? {} : { body }) })
  if (response.ok) return response
  throw new Refusal(response.status, `${response.status} ${refusalText(await response.text())}`)
}

/** `AccessDenied: Access Denied` of the XML that servers answer with. */
function refusalText(xml: string): string {
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
  return [part('Code'), part('Message')].filter((text) => text !== '').join(': ')
}
