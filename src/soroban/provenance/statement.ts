/** What an in-toto statement says, unverified. Source: in-toto attestation framework, Statement v1. */
export interface Statement {
  readonly predicateType: string
  readonly subjects: readonly { readonly name: string; readonly sha256: string }[]
}

export const slsaProvenance = 'https://slsa.dev/provenance/v1'
const inToto = 'application/vnd.in-toto+json'

/** The statement inside of a bundle's DSSE envelope; null where there is none. */
export function statementOf({ payloadType, payload }: { payloadType: string; payload: Uint8Array }): Statement | null {
  if (payloadType !== inToto) return null
  try {
    const read: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
    const { _type: type, predicateType, subject } = read as Readonly<Record<string, unknown>>
    if (type !== 'https://in-toto.io/Statement/v1' || typeof predicateType !== 'string' || !Array.isArray(subject)) return null
    return { predicateType, subjects: subject.map(subjectOf) }
  } catch {
    return null
  }
}

function subjectOf(given: unknown): Statement['subjects'][number] {
  const { name, digest } = (given ?? {}) as { name?: unknown; digest?: { sha256?: unknown } | null }
  return { name: typeof name === 'string' ? name : '', sha256: typeof digest?.sha256 === 'string' ? digest.sha256 : '' }
}
