import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { World } from '../core/world.ts'
import { storeNotWritable, storeUnreadable } from './backup-problems.ts'
import { inChunks } from './chunks.ts'
import type { FileStore } from './file-store.ts'
import { Refusal, reasonOf } from './refusal.ts'
import { type S3Address, type S3Client, s3Client } from './s3-client.ts'

/** Bytes of one part of an upload: what is held in memory. 10,000 parts, the most there may be, are 160 GB a file. */
const partBytes = 16 * 1024 * 1024

/** A bucket, or a part of one, of Amazon or of any server that speaks S3. */
export function s3Store({ prefix, ...address }: S3Address & { readonly prefix: string }, world: Pick<World, 'fetch' | 'sleep'>): FileStore {
  const client = s3Client(address, world)
  const within = prefix === '' ? '' : `${prefix.replaceAll(/^\/|\/$/g, '')}/`
  const location = `s3://${address.bucket}${within === '' ? '' : `/${within.slice(0, -1)}`}`
  const writing = <Result>(work: Promise<Result>) =>
    work.catch((cause) => {
      throw storeNotWritable({ store: location, reason: reasonOf(cause), cause })
    })
  const reading = <Result>(work: Promise<Result>) =>
    work.catch((cause) => {
      throw storeUnreadable({ store: location, reason: reasonOf(cause), cause })
    })
  return {
    location,
    obstacles: ({ at }) =>
      client({ method: 'HEAD', key: '' }).then(
        () => [],
        (cause) => [storeNotWritable({ store: location, reason: reasonOf(cause), at, cause })],
      ),
    put: (path, content) => writing(upload(client, { key: `${within}${path}`, content })),
    get: (path) => reading(download(client, `${within}${path}`)),
    folders: () => reading(list(client, { prefix: within, of: 'folders' })),
    async removeFolder(folder, { first }) {
      const keys = await reading(list(client, { prefix: `${within}${folder}/`, of: 'files' }))
      const sorted = keys.toSorted((one, other) => Number(other.endsWith(`/${first}`)) - Number(one.endsWith(`/${first}`)))
      for (const key of sorted) await writing(client({ method: 'DELETE', key }))
    },
  }
}

async function upload(client: S3Client, { key, content }: { key: string; content: Readable }): Promise<void> {
  const parts = inChunks(content, partBytes)
  const first = (await parts.next()).value ?? new Uint8Array()
  const second = (await parts.next()).value
  if (second === undefined) {
    await client({ method: 'PUT', key, body: first })
    return
  }
  const begun = await (await client({ method: 'POST', key, query: { uploads: '' } })).text()
  const uploadId = /<UploadId>([^<]+)<\/UploadId>/.exec(begun)?.[1] ?? ''
  try {
    const tags: string[] = []
    const send = async (body: Uint8Array<ArrayBuffer>) => {
      const partNumber = String(tags.length + 1)
      const { headers } = await client({ method: 'PUT', key, query: { partNumber, uploadId }, body })
      tags.push(`<Part><PartNumber>${partNumber}</PartNumber><ETag>${headers.get('etag') ?? ''}</ETag></Part>`)
    }
    await send(first)
    await send(second)
    for await (const part of parts) await send(part)
    const body = `<CompleteMultipartUpload>${tags.join('')}</CompleteMultipartUpload>`
    const answer = await (await client({ method: 'POST', key, query: { uploadId }, body })).text()
    // The one request that may fail after it has answered 200.
    if (answer.includes('<Error>')) throw new Refusal(200, /<Code>([^<]*)</.exec(answer)?.[1] ?? 'the upload was not completed')
  } catch (thrown) {
    // Parts of an upload that was given up cost money until they are removed.
    await client({ method: 'DELETE', key, query: { uploadId } }).catch(() => {})
    throw thrown
  }
}

async function download(client: S3Client, key: string): Promise<Readable | null> {
  try {
    const { body } = await client({ method: 'GET', key })
    return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream<Uint8Array>)
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 404) return null
    throw thrown
  }
}

/** Keys of the files, or names of the folders, directly below a prefix. */
async function list(client: S3Client, { prefix, of }: { prefix: string; of: 'files' | 'folders' }): Promise<string[]> {
  const found: string[] = []
  let token: string | null = null
  do {
    const query: Record<string, string> = {
      'list-type': '2',
      prefix,
      delimiter: '/',
      'encoding-type': 'url',
      ...(token === null ? {} : { 'continuation-token': token }),
    }
    const xml: string = await (await client({ method: 'GET', key: '', query })).text()
    const pattern = of === 'files' ? /<Contents>[\s\S]*?<Key>([^<]*)<\/Key>/g : /<CommonPrefixes>\s*<Prefix>([^<]*)<\/Prefix>/g
    for (const [, encoded = ''] of xml.matchAll(pattern)) {
      const key = decodeURIComponent(encoded.replaceAll('+', ' '))
      found.push(of === 'files' ? key : key.slice(prefix.length, -1))
    }
    token = /<NextContinuationToken>([^<]+)</.exec(xml)?.[1] ?? null
  } while (token !== null)
  return found
}
