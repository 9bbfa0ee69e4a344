import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { World } from '../../core/world.ts'
import { inChunks } from '../chunks.ts'
import { askingAgain, Refusal } from '../refusal.ts'
import type { FileHash } from '../stored-file.ts'

/** Bytes of one block: what is held in memory. 50,000 blocks, the most there may be, are 400 GB a file. */
const blockBytes = 8 * 1024 * 1024

/** Writes content to a signed address of Azure's blob storage: Put Block for each piece, and Put Block List, which makes the blob. */
export async function uploadBlob(url: string, content: Readable, world: Pick<World, 'fetch' | 'sleep'>): Promise<FileHash> {
  const hash = createHash('sha256')
  const blocks: string[] = []
  let bytes = 0
  for await (const chunk of inChunks(content, blockBytes)) {
    hash.update(chunk)
    bytes += chunk.byteLength
    // All ids of a blob must be of one length.
    const id = Buffer.from(String(blocks.length).padStart(8, '0')).toString('base64')
    await put(withQuery(url, { comp: 'block', blockid: id }), { body: chunk, headers: {} }, world)
    blocks.push(id)
  }
  const list = `<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`
  const headers = { 'content-type': 'application/xml', 'x-ms-blob-content-type': 'application/octet-stream' }
  await put(withQuery(url, { comp: 'blocklist' }), { body: list, headers }, world)
  return { bytes, sha256: hash.digest('hex') }
}

/** The content of a blob at its signed address. */
export async function openBlob(url: string, world: Pick<World, 'fetch' | 'sleep'>): Promise<Readable> {
  const { body } = await askingAgain(async () => accepted(await world.fetch(url)), world)
  return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream<Uint8Array>)
}

async function put(
  url: string,
  { body, headers }: { body: Uint8Array<ArrayBuffer> | string; headers: Record<string, string> },
  world: Pick<World, 'fetch' | 'sleep'>,
): Promise<void> {
  const response = await askingAgain(async () => accepted(await world.fetch(url, { method: 'PUT', body, headers })), world)
  await response.arrayBuffer()
}

/** The signature of the address stays as it is: only what is added is encoded. */
function withQuery(url: string, query: Record<string, string>): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response
  // Azure names what is wrong in a header and, longer, in XML that repeats parts of the address.
  await response.body?.cancel()
  throw new Refusal(response.status, `${response.status} ${response.headers.get('x-ms-error-code') ?? 'of the blob storage'}`)
}
