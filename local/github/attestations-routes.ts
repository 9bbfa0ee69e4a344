import { compress } from 'snappyjs'
import { notFound, ok, type Route } from './route.ts'

/** Bundles are listed without their content, each with an address of its own, as GitHub has done since 2025. */
export const attestationsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'attestations/:digest',
    needs: ['attestations', 'read'],
    answer: ({ repository, parameters, apiUrl }) => {
      const kept = repository.attestations.filter(({ digest }) => `sha256:${digest}` === parameters['digest'])
      if (kept.length === 0) throw notFound()
      const listed = kept.map(({ id }) => ({
        bundle: null,
        bundle_url: `${apiUrl}/attestation-bundles/${id}`,
        initiator: 'user',
        repository_id: 1,
      }))
      return ok({ attestations: listed })
    },
  },
]

/** What the address of a bundle answers: its JSON in Snappy's raw form. Null: there is no such bundle. */
export function bundleAt(pathname: string, attestations: readonly { readonly id: number; readonly bundle: unknown }[]): Buffer | null {
  const id = /^\/attestation-bundles\/(\d+)$/.exec(pathname)?.[1]
  const found = attestations.find((attestation) => String(attestation.id) === id)
  return found === undefined ? null : Buffer.from(compress(Buffer.from(JSON.stringify(found.bundle))))
}
