import type { IncomingMessage } from 'node:http'
import { type Answer, type ArtifactState, demand } from './artifact-state.ts'

const largestBlock = 4_000 * 1024 * 1024

/** The storage behind signed addresses: blocks, and their list. */
export function blobAnswer(
  state: ArtifactState,
  request: IncomingMessage,
  { query, body }: { query: URLSearchParams; body: Buffer },
): Answer {
  demand(request.headers.authorization === undefined, 'a signed address alone, without a token')
  const upload = state.uploads.find(({ signature }) => signature === query.get('sig'))
  if (upload === undefined) return { status: 403, headers: { 'x-ms-error-code': 'AuthenticationFailed' } }
  if (request.method === 'GET') return { status: 200, body: upload.committed ?? Buffer.alloc(0) }
  demand(request.method === 'PUT' && upload.id === null, 'a PUT before the artifact is finished')
  demand(request.headers['content-length'] === String(body.length), 'a length')
  if (query.get('comp') === 'block') {
    const id = query.get('blockid') ?? ''
    demand(id !== '' && Buffer.from(id, 'base64').toString('base64') === id && id.length <= 88, 'a block id in base64')
    demand(
      [...upload.staged.keys()].every((other) => other.length === id.length),
      'block ids of one length',
    )
    demand(body.length > 0 && body.length <= largestBlock, 'a block of the size that is allowed')
    upload.staged.set(id, body)
    return { status: 201 }
  }
  demand(query.get('comp') === 'blocklist', 'comp=block or comp=blocklist')
  const xml = body.toString('utf8')
  demand(/^<\?xml version="1\.0" encoding="utf-8"\?><BlockList>(<Latest>[^<]+<\/Latest>)*<\/BlockList>$/.test(xml), 'a list of blocks')
  const ids = [...xml.matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id ?? '')
  if (ids.some((id) => !upload.staged.has(id))) return { status: 400, headers: { 'x-ms-error-code': 'InvalidBlockList' } }
  upload.committed = Buffer.concat(ids.map((id) => upload.staged.get(id) ?? Buffer.alloc(0)))
  return { status: 201 }
}
