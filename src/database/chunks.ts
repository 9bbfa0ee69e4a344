import type { Readable } from 'node:stream'

/** Content in pieces of at least `bytes`, the last one excepted; no more than one is held in memory. Empty content has none. */
export async function* inChunks(content: Readable, bytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of content as AsyncIterable<Uint8Array>) {
    held.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    heldBytes += chunk.byteLength
    if (heldBytes < bytes) continue
    yield Buffer.concat(held)
    held = []
    heldBytes = 0
  }
  if (heldBytes > 0) yield Buffer.concat(held)
  return undefined
}
