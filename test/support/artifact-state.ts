import type { IncomingMessage } from 'node:http'

/** What the stand-in of the artifact service holds, for one repository. */
export interface ArtifactState {
  readonly url: string
  readonly repository: string
  /** Of runs, by their token. */
  readonly sessions: Map<string, { readonly runBackendId: string; readonly jobBackendId: string }>
  /** Of the REST API, with what they may do to artifacts. */
  readonly tokens: Map<string, 'none' | 'read' | 'write'>
  readonly signatures: string[]
  readonly spoiled: RegExp[]
  uploads: Upload[]
  nextId: number
  visibility: 'private' | 'public' | 'unknown'
}

export interface KeptArtifact {
  readonly id: number
  readonly name: string
  readonly content: Buffer
  readonly blocks: number
  readonly expiresAt: string | null
  readonly runBackendId: string
  readonly jobBackendId: string
}

export interface Upload extends Omit<KeptArtifact, 'id' | 'content' | 'blocks'> {
  readonly signature: string
  readonly staged: Map<string, Buffer>
  committed: Buffer | null
  id: number | null
  expired: boolean
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A request that is not of the documented form. */
export class Complaint extends Error {}

export function demand(isMet: boolean, what: string): void {
  if (!isMet) throw new Complaint(`expected ${what}`)
}

export function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
}

/** The oldest first. */
export function finished({ uploads }: ArtifactState): Upload[] {
  return uploads.filter(({ id }) => id !== null).toSorted((one, other) => (one.id ?? 0) - (other.id ?? 0))
}

export function blobUrl({ url }: ArtifactState, { signature }: Upload): string {
  return `${url}/blobs/${signature.slice(0, 8)}?sv=2025-11-05&sig=${encodeURIComponent(signature)}`
}
